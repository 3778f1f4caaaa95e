"""The relying party's own web server: keeps every request and answers as told."""
import json
import sys
import threading
import time
import urllib.parse
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Delivery:
    """One request that reached the relying party."""

    method: str
    path: str
    query: list
    form: list
    headers: object
    time: float
    body: bytes = b""


class QuietServer(ThreadingHTTPServer):
    """Says nothing when a caller is killed in the middle of a request."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Listener:
    """Serves on 127.0.0.1, over TLS where an authority certifies it; `answers[path]` is a list of status codes to give first, 200 afterwards.

    `documents[path]` is what a GET of it reads: JSON, or text or bytes of another media type as `(type, text)`.
    """

    def __init__(self, authority=None):
        self.deliveries, self.answers, self.documents, self._changed = [], {}, {}, threading.Condition()
        listener = self

        class Exchange(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                listener._receive(self, b"")

            def do_POST(self):
                listener._receive(self, self.rfile.read(int(self.headers.get("Content-Length", 0))))

            def log_message(self, *_):
                pass

        self._server = QuietServer(("127.0.0.1", 0), Exchange)
        if authority:
            self._server.socket = authority.server_context().wrap_socket(self._server.socket, server_side=True)
        self.origin = f"{'https' if authority else 'http'}://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, path, count=1, timeout=20.0) -> list:
        """The deliveries to `path`, once there are `count` of them."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while len(found := self.at(path)) < count:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"{len(found)} of {count} requests reached {path} within {timeout:.0f} s")
                self._changed.wait(left)
            return found

    def at(self, path) -> list:
        return [delivery for delivery in self.deliveries if delivery.path == path]

    def take(self, path) -> Delivery | None:
        """The newest delivery to `path`, once."""
        with self._changed:
            found = self.at(path)
            if not found:
                return None
            self.deliveries.remove(found[-1])
            return found[-1]

    def forget(self):
        with self._changed:
            self.deliveries.clear()

    def _receive(self, exchange, body):
        parts = urllib.parse.urlsplit(exchange.path)
        query = urllib.parse.parse_qsl(parts.query, keep_blank_values=True)
        form = urllib.parse.parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        with self._changed:
            self.deliveries.append(Delivery(exchange.command, parts.path, query, form, exchange.headers, time.time(), body))
            planned = self.answers.get(parts.path) or [200]
            status = planned.pop(0) if len(planned) > 1 or planned[0] != 200 else 200
            self._changed.notify_all()
        kind, page = self._document(parts.path)
        exchange.send_response(status)
        exchange.send_header("Content-Type", kind)
        exchange.send_header("Cache-Control", "no-store")
        exchange.send_header("Content-Length", str(len(page)))
        exchange.end_headers()
        exchange.wfile.write(page)

    def _document(self, path) -> tuple[str, bytes]:
        document = self.documents.get(path)
        match document:
            case None:
                return "text/html; charset=utf-8", b"<!doctype html><title>relying party</title><p>received"
            case tuple((kind, text)):
                return kind, text if isinstance(text, bytes) else text.encode()
            case _:
                return "application/json", json.dumps(document).encode()
