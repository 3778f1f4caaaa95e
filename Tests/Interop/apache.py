"""Apache 2.4 with mod_auth_openidc from Debian, in a folder and on a port of its own; the system's service is not touched."""
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import requests

from blackbox.ports import free_port

MODULES = Path("/usr/lib/apache2/modules")
BINARY = shutil.which("apache2", path="/usr/sbin:/usr/bin") or shutil.which("httpd")
LOADED = ["mpm_event", "authn_core", "authz_core", "authz_user", "dir", "env", "headers", "include", "mime", "auth_openidc"]

SAMPLE = Path(__file__).resolve().parent / "portals" / "mod_auth_openidc.conf"

# What surrounds the sample of docs/portals.md: an Apache that starts by itself.
CONFIGURATION = """
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/apache.pid
Mutex file:{folder} default
ErrorLog {folder}/error.log
LogLevel warn auth_openidc:info
{loads}
AddDefaultCharset utf-8
TypesConfig /etc/mime.types
DocumentRoot {folder}/site
DirectoryIndex index.shtml
StartServers 1

Include {sample}
OIDCResponseMode {response_mode}
OIDCCookie mod_auth_openidc_{port}
OIDCInfoHook iat access_token access_token_expires id_token userinfo refresh_token

<Directory {folder}/site>
    Options +Includes
    AddType text/html .shtml
    AddOutputFilter INCLUDES .shtml
    Require all granted
</Directory>
"""


def missing() -> str | None:
    """What is not installed, if anything."""
    if BINARY is None:
        return "apache2"
    return None if (MODULES / "mod_auth_openidc.so").exists() else "libapache2-mod-auth-openidc"


class Apache:
    """One instance, as a child of this process that is never root."""

    def __init__(self):
        self.port = free_port()
        self.origin = f"http://localhost:{self.port}"
        self.folder = Path(tempfile.mkdtemp(prefix="idp-apache-"))
        self.process = None

    @property
    def redirect_uri(self):
        return f"{self.origin}/protected/redirect_uri"

    def start(self, provider, client, response_mode="query"):
        self._site()
        loads = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED if (MODULES / f"mod_{name}.so").exists())
        text = CONFIGURATION.format(
            folder=self.folder, port=self.port, loads=loads, sample=shutil.copy(SAMPLE, self.folder), response_mode=response_mode)
        (self.folder / "apache.conf").write_text(text)
        environment = os.environ | {"ISSUER": provider.issuer, "ORIGIN": self.origin, "CLIENT_ID": client["client_id"],
                                    "CLIENT_SECRET": client["client_secret"], "SESSION_KEY": "not a secret: this instance lives for one test"}
        user = self._user()
        self.process = subprocess.Popen(
            [BINARY, "-f", str(self.folder / "apache.conf"), "-D", "FOREGROUND"], stdin=subprocess.DEVNULL,
            stdout=(self.folder / "output.log").open("wb"), stderr=subprocess.STDOUT, env=environment, **user)
        self._await()
        return self

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        names = ["output.log", "error.log"]
        return "\n".join((self.folder / name).read_text(errors="replace")[-2000:] for name in names if (self.folder / name).exists())

    def _site(self):
        protected = self.folder / "site" / "protected"
        protected.mkdir(parents=True)
        (protected / "index.shtml").write_text('<!doctype html><title>portal</title><pre>\n<!--#printenv --></pre>')
        (self.folder / "site" / "bye.shtml").write_text("<!doctype html><title>signed out</title><p>signed out")

    def _user(self) -> dict:
        """Apache's parent needs no privileges here: as root, give it the folder and start it as `www-data`."""
        if os.geteuid() != 0:
            return {}
        subprocess.run(["chown", "-R", "www-data:www-data", str(self.folder)], check=True)
        return {"user": "www-data", "group": "www-data", "extra_groups": []}

    def _await(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"apache ended with {self.process.returncode}: {self.log()}")
            try:
                if requests.get(f"{self.origin}/bye.shtml", timeout=2).status_code == 200:
                    return
            except requests.exceptions.ConnectionError:
                time.sleep(0.05)
        raise RuntimeError(f"apache did not answer: {self.log()}")
