"""One running provider: a folder of its own, free ports, and the commands that work beside it."""
import http.client
import json
import os
import signal
import sqlite3
import subprocess
import time
import urllib.parse
from pathlib import Path

from .executable import executable
from .ports import free_port

START_DEADLINE = 30.0
STOP_DEADLINE = 40.0


class CommandFailed(RuntimeError):
    """A command of `idp` did not exit with 0."""

    def __init__(self, arguments, completed):
        self.code, self.stdout, self.stderr = completed.returncode, completed.stdout, completed.stderr
        super().__init__(f"idp {' '.join(arguments)}: exit {completed.returncode}: {completed.stderr.strip() or completed.stdout.strip()}")


class Provider:
    """`idp serve` on loopback with an SQLite file in `folder`; over TLS where an authority certifies it, plain otherwise."""

    def __init__(self, folder: Path, prefix=(), settings=(), authority=None, asks_for_certificates=False):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port, self.operations_port = free_port(), free_port()
        self.authority, self.asks_for_certificates = authority, asks_for_certificates
        self.issuer = f"{'https' if authority else 'http'}://localhost:{self.port}"
        self.database = self.folder / "idp.sqlite"
        self.config = self.folder / "idp.yaml"
        self.log = self.folder / "idp.log"
        self.prefix = list(prefix)
        self.process = None
        self.metadata = None
        values = {
            "issuer": self.issuer,
            "listen": f"localhost:{self.port}",
            "operations": f"127.0.0.1:{self.operations_port}",
            "database": f"sqlite://{self.database}",
            "keys": self.folder / "keys",
        } | self._tls_settings() | dict(settings)
        self.config.write_text("".join(f"{key}: {value}\n" for key, value in values.items()), encoding="utf-8")

    def _tls_settings(self) -> dict:
        if self.authority is None:
            return {}
        server = self.authority.server()
        asking = f", client_authorities: {self.authority.file}" if self.asks_for_certificates else ""
        return {"tls": f"{{certificate: {server.chain_file}, key: {server.key_file}{asking}}}"}

    # Life

    def start(self):
        """Starts the server and returns once it says that it is ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.prefix, str(executable()), "serve", "--config", str(self.config)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment(), cwd=self.folder,
            )
        self.await_ready()
        self.metadata = self.get_json("/.well-known/openid-configuration")
        return self

    def await_ready(self):
        deadline = time.monotonic() + START_DEADLINE
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}: {self.last_log_lines()}")
            if self.ready():
                return
            time.sleep(0.01)
        self.kill()
        raise RuntimeError(f"the server was not ready after {START_DEADLINE:.0f} s: {self.last_log_lines()}")

    def ready(self) -> bool:
        """What `/health/ready` of the operations listener says."""
        connection = http.client.HTTPConnection("127.0.0.1", self.operations_port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> int:
        """Asks the server to end; returns its exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_DEADLINE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError(f"the server did not end within {STOP_DEADLINE:.0f} s of SIGTERM")
        finally:
            self.process = None

    def kill(self):
        """`kill -9`: the power cut."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def last_log_lines(self, count=5) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return " | ".join(lines[-count:]) or "(nothing logged)"

    @staticmethod
    def environment():
        """The environment without settings of the instance: the file alone decides."""
        return {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}

    # Commands

    def run(self, *arguments, document=None) -> subprocess.CompletedProcess:
        """Runs one command beside the server, `document` as JSON on its standard input."""
        return subprocess.run(
            [str(executable()), *arguments, "--config", str(self.config)],
            input=None if document is None else json.dumps(document, ensure_ascii=False),
            stdin=subprocess.DEVNULL if document is None else None,
            capture_output=True, text=True, encoding="utf-8", timeout=60, env=self.environment(), cwd=self.folder,
        )

    def command(self, *arguments, document=None) -> str:
        completed = self.run(*arguments, document=document)
        if completed.returncode != 0:
            raise CommandFailed(arguments, completed)
        return completed.stdout

    def create_account(self, document) -> dict:
        return json.loads(self.command("account", "create", "-", "--json", document=document))

    def create_client(self, document) -> dict:
        return json.loads(self.command("client", "create", "-", "--json", document=document))

    def create_agency(self, document) -> dict:
        return json.loads(self.command("agency", "create", "-", "--json", document=document))

    # HTTP

    def endpoint(self, name) -> str:
        """The address that discovery gives for `name`, as in `token_endpoint`."""
        return self.metadata[name]

    def connection(self) -> http.client.HTTPConnection:
        if self.authority:
            return http.client.HTTPSConnection("localhost", self.port, timeout=60, context=self.authority.client_context())
        return http.client.HTTPConnection("localhost", self.port, timeout=60)

    def send(self, method, target, body=None, headers=None, connection=None):
        """One exchange with exactly these bytes as the request target: `(status, headers, body)`."""
        own = connection or self.connection()
        try:
            own.request(method, target, body=body, headers=headers or {})
            response = own.getresponse()
            return response.status, response.headers, response.read()
        finally:
            if connection is None:
                own.close()

    def path(self, endpoint_name) -> str:
        return urllib.parse.urlsplit(self.endpoint(endpoint_name)).path

    def get_json(self, path) -> dict:
        status, headers, body = self.send("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status} {body[:200]!r}")
        return json.loads(body)

    def jwks(self) -> dict:
        return self.get_json(urllib.parse.urlsplit(self.metadata["jwks_uri"]).path)

    # Database

    def query(self, statement, parameters=()) -> list:
        """Rows, read through a connection that cannot write."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10) as connection:
            return connection.execute(statement, parameters).fetchall()

    def change(self, statement, parameters=()):
        """Makes time pass: what a test cannot wait for is written into the database."""
        with sqlite3.connect(self.database, timeout=10) as connection:
            assert connection.execute(statement, parameters).rowcount == 1

    def grown(self, before: dict, but=()) -> dict:
        """The tables that have more rows than before, apart from some: what has expired may be swept out meanwhile."""
        return {name: (before.get(name, 0), count) for name, count in self.row_counts().items() if count > before.get(name, 0) and name not in but}

    def row_counts(self) -> dict:
        """Rows of every table, read through a connection that cannot write."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10) as connection:
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
