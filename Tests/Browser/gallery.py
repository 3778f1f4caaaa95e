"""Serves the folder that the test `GalleryExport` wrote, with the headers that the provider would send."""

import http.server
import pathlib
import threading


class Folder(http.server.BaseHTTPRequestHandler):
    root = None

    def do_GET(self):
        file = (self.root / self.path.split("?")[0].lstrip("/")).resolve()
        if not file.is_relative_to(self.root) or not file.is_file():
            self.send_error(404)
            return
        status, *headers = file.with_name(file.name + ".headers").read_text(encoding="utf-8").splitlines()
        body = file.read_bytes()
        self.send_response(int(status))
        for header in headers:
            name, value = header.split(": ", 1)
            # The pages were rendered for an https issuer, and this is loopback without TLS.
            if name.lower() != "strict-transport-security":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Gallery:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("GalleryFolder", (Folder,), {"root": self.folder}))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def names(self):
        return sorted(file.name.removesuffix(".html") for file in self.folder.glob("*.html"))

    def address(self, name):
        return f"http://127.0.0.1:{self.server.server_port}/{name}.html"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
