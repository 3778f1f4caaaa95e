"""Starts `idp demo` on free ports and stops it again, by its own process."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import queue
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request


def free_base():
    """A port P such that P, P+1, P+2 (the portals) and P+10 (operations) are free just now."""
    for _ in range(200):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            base = probe.getsockname()[1]
        if base < 65000 and all(is_free(base + offset) for offset in (0, 1, 2, 10)):
            return base
    raise AssertionError("no four free ports")


def is_free(port):
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.bind((host, port))
        except OSError as error:
            # A machine without IPv6 cannot have the port taken there.
            if family == socket.AF_INET6 and error.errno in (97, 99):
                continue
            return False
    return True


class Demo:
    """What `idp demo --json` prints, and the process behind it."""

    def __init__(self, binary):
        self.folder = tempfile.TemporaryDirectory(prefix="idp-browser-")
        self.log = open(pathlib.Path(self.folder.name) / "demo.log", "wb")
        self.process = subprocess.Popen(
            [binary, "demo", "--port", str(free_base()), "--data", str(pathlib.Path(self.folder.name) / "data"), "--json"],
            stdout=subprocess.PIPE, stderr=self.log, start_new_session=True)
        try:
            self.description = self.read_description()
            self.await_portals()
        except BaseException:
            self.close()
            raise

    @property
    def issuer(self):
        return self.description["issuer"]

    def portal(self, index):
        """The address of a portal: the ministry's is 0, the province's 1."""
        return self.description["portals"][index]["url"].rstrip("/")

    def portal_name(self, index):
        return self.description["portals"][index]["name"]

    def citizen(self, index=0):
        """What a citizen signs in with, and the password."""
        account = [account for account in self.description["accounts"] if account["kind"] == "citizen"][index]
        return account["identifier"], account["password"]

    def code(self):
        """What the authenticator app of the first citizen shows now (RFC 6238)."""
        key = base64.b32decode([account for account in self.description["accounts"] if "totpSecret" in account][0]["totpSecret"])
        mac = hmac.new(key, struct.pack(">Q", int(time.time() // 30)), hashlib.sha1).digest()
        offset = mac[-1] & 15
        return f"{(struct.unpack_from('>I', mac, offset)[0] & 0x7FFFFFFF) % 1_000_000:06}"

    def read_description(self, seconds=60):
        """The one JSON object on standard output, over however many lines."""
        lines = queue.Queue()
        threading.Thread(target=lambda: [lines.put(line) for line in self.process.stdout] + [lines.put(None)], daemon=True).start()
        text, end = b"", time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                line = lines.get(timeout=0.2)
            except queue.Empty:
                continue
            if line is None:
                break
            text += line
            try:
                return json.loads(text)
            except ValueError:
                continue
        raise AssertionError(f"idp demo printed no description: {text[:500]!r}\n{self.tail()}")

    def await_portals(self, seconds=60):
        end = time.monotonic() + seconds
        waiting = [self.issuer + "/.well-known/openid-configuration", self.portal(0) + "/", self.portal(1) + "/"]
        while waiting and time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"idp demo ended with {self.process.returncode}\n{self.tail()}")
            try:
                urllib.request.urlopen(waiting[0], timeout=5).close()
                waiting.pop(0)
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        assert not waiting, f"does not answer: {waiting[0]}\n{self.tail()}"

    def tail(self):
        return pathlib.Path(self.log.name).read_text(encoding="utf-8", errors="replace")[-2000:]

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                # The demo leads a session of its own, so that its portals go with it.
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.log.close()
        self.folder.cleanup()
