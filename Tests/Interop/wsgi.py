"""A portal of `portals/`, run as the file is, with the environment that its first lines name."""
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

from blackbox.ports import free_port

FOLDER = Path(__file__).resolve().parent / "portals"
# `make_server` where a real portal has gunicorn; one thread a request, one process, since the samples keep their people in memory.
SERVE = """
import runpy, sys
from werkzeug.serving import make_server
make_server("127.0.0.1", int(sys.argv[2]), runpy.run_path(sys.argv[1])["app"], threaded=True).serve_forever()
"""


class Portal:
    """One child process on a port of its own; `client` is its registration."""

    def __init__(self, provider, file, registration=None, environment=None):
        self.provider, self.file, self.port = provider, FOLDER / file, free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.folder = Path(tempfile.mkdtemp(prefix="idp-portal-"))
        self.client = provider.create_client({
            "client_name": file, "redirect_uris": [f"{self.origin}/callback"], "post_logout_redirect_uris": [f"{self.origin}/bye"],
            "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
            "token_endpoint_auth_method": "client_secret_basic", "scope": "openid profile email offline_access",
        } | self._absolute(registration or {}))
        self.environment = os.environ | {
            "ISSUER": provider.issuer, "ORIGIN": self.origin, "CLIENT_ID": self.client["client_id"], "CLIENT_SECRET": self.client["client_secret"],
            "SESSION_KEY": "not a secret: this portal lives for one test", "DATABASE": str(self.folder / "portal.sqlite"),
        } | (environment or {})
        self.process = None

    def start(self):
        if self.manages_itself:
            subprocess.run([sys.executable, self.file, "migrate", "--verbosity", "0"], env=self.environment, check=True, timeout=60)
            command = [sys.executable, str(self.file), "runserver", "--noreload", f"127.0.0.1:{self.port}"]
        else:
            command = [sys.executable, "-c", SERVE, str(self.file), str(self.port)]
        self.process = subprocess.Popen(command, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                                        stdout=(self.folder / "output.log").open("wb"), stderr=subprocess.STDOUT)
        self._await()
        return self

    @property
    def manages_itself(self):
        return "execute_from_command_line" in self.file.read_text()

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        return (self.folder / "output.log").read_text(errors="replace")[-3000:]

    def _absolute(self, registration):
        """Addresses of the portal itself may be written without its origin, which only this run knows."""
        def whole(value):
            return self.origin + value if isinstance(value, str) and value.startswith("/") else value
        return {name: [whole(one) for one in value] if isinstance(value, list) else whole(value) for name, value in registration.items()}

    def _await(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.file.name} ended with {self.process.returncode}: {self.log()}")
            try:
                requests.get(f"{self.origin}/bye", timeout=5, allow_redirects=False)
                return
            except requests.exceptions.ConnectionError:
                time.sleep(0.05)
        raise RuntimeError(f"{self.file.name} did not answer: {self.log()}")
