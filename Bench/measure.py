"""Runs the load generator against one server and prints figures, each as a ratio to a limit taken in the same run."""
import argparse
import hashlib
import os
import re
import secrets
import statistics
import subprocess
import tempfile
import time
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from blackbox import people
from blackbox.browser import Browser
from blackbox.executable import executable
from blackbox.listener import Listener
from blackbox.provider import Provider
from blackbox.relying_party import RelyingParty, pkce
from blackbox.signing import ProofKey, new_key, signed
from blackbox.tokens import encoded

HERE = Path(__file__).resolve().parent
CONNECTIONS = 32
TOKENS = 200
PROOFS = 1_500
FORM = "application/x-www-form-urlencoded"
PROGRAM = {"grant_types": ["client_credentials"], "redirect_uris": [], "post_logout_redirect_uris": [], "require_pkce": True}


class Prover(RelyingParty):
    """A program that proves itself by `private_key_jwt` and binds its tokens by DPoP."""

    def __init__(self, provider, listener):
        self.key, self.proof_key = new_key(), ProofKey()
        super().__init__(provider, listener, PROGRAM | {
            "client_name": "Program with a key", "token_endpoint_auth_method": "private_key_jwt", "dpop_bound_access_tokens": True,
            "jwks": {"keys": [self.key.as_dict(private=False)]}})

    def authenticated(self, pairs):
        now = int(time.time())
        assertion = signed({"alg": "ES256", "kid": self.key.kid}, {
            "iss": self.client_id, "sub": self.client_id, "aud": self.provider.issuer, "iat": now, "exp": now + 60, "jti": secrets.token_urlsafe(16)}, self.key)
        return [*pairs, ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion)], {}


@dataclass
class Figure:
    """Answers a second, what was not a success, and latencies in milliseconds."""

    rate: float
    refused: int
    median: float
    slowest: float


def openssl_speed(core) -> tuple[float, float]:
    """ES256 signatures and verifications a second on one core: what bounds anything that signs or verifies."""
    out = subprocess.run(["taskset", "-c", core, "openssl", "speed", "-seconds", "2", "ecdsap256"],
                         capture_output=True, text=True, check=True).stdout
    signatures, verifications = re.findall(r"[\d.]+", out.strip().splitlines()[-1])[-2:]
    return float(signatures), float(verifications)


class Host:
    """What other machines on the same host take from this one: figures of a run in which they took much say little."""

    def __init__(self):
        self.before = self.read()

    @staticmethod
    def read():
        """Processor time that the host gave to others, and all of it. proc(5), `/proc/stat`."""
        times = [int(part) for part in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        return times[7], sum(times)

    def stolen(self) -> float:
        """The share since this was made."""
        (stolen, total), (stolen_before, total_before) = self.read(), self.before
        return (stolen - stolen_before) / max(1, total - total_before)


class Bench:
    def __init__(self, folder, options):
        self.folder, self.options = Path(folder), options
        self.provider = Provider(self.folder / "provider", prefix=["taskset", "-c", options.server_core])

    def wrk(self, script, *arguments) -> Figure:
        command = ["taskset", "-c", self.options.generator_core, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{self.options.seconds}s", "--timeout", "10s",
                   "-s", str(HERE / script), f"http://127.0.0.1:{self.provider.port}", "--", *arguments]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        answered, refused, duration, median, slowest = map(float, re.search(r"RESULT (.*)", out).group(1).split())
        return Figure(answered / (duration / 1e6), int(refused), median / 1000, slowest / 1000)

    def repeated(self, name, lines) -> Figure:
        path = self.folder / f"{name}.requests"
        path.write_text("".join(f"{method}\t{target}\t{body}\t{headers}\n" for method, target, body, headers in lines))
        return self.wrk("repeat.lua", str(path))

    def get(self, name, target) -> Figure:
        return self.repeated(name, [("GET", target, "", f"Host: localhost:{self.provider.port}")])

    # Start and rest

    def first_answer(self) -> float:
        """Seconds from the start of the process to the first answer of discovery, with keys and database in place."""
        started = time.perf_counter()
        log = self.provider.log.open("ab")
        self.provider.process = subprocess.Popen(
            [*self.provider.prefix, str(executable()), "serve", "--config", str(self.provider.config)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.provider.environment())
        while True:
            try:
                if self.provider.send("GET", "/.well-known/openid-configuration")[0] == 200:
                    return time.perf_counter() - started
            except OSError:
                time.sleep(0.001)

    def resident(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self.provider.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1000

    # Loads

    def constant_path(self, browser, rp) -> str:
        """The smallest thing that the server answers from memory: the icon that its pages name."""
        page = browser.fetch(rp.url(rp.request(prompt="login", code_challenge=encoded(hashlib.sha256(b"x").digest()), code_challenge_method="S256")))
        icons = [link for rel, link in (one for one in page.resources if isinstance(one, tuple)) if "icon" in rel or "stylesheet" in rel]
        return urllib.parse.urlsplit(icons[0]).path

    def single_sign_on(self, rp, browser) -> Figure:
        verifier = pkce()
        query = urllib.parse.urlencode({
            "response_type": "code", "client_id": rp.client_id, "redirect_uri": rp.redirect_uri, "scope": "openid",
            "code_challenge": encoded(hashlib.sha256(verifier.encode()).digest()), "code_challenge_method": "S256"})
        form = urllib.parse.urlencode({"grant_type": "authorization_code", "redirect_uri": rp.redirect_uri, "code_verifier": verifier})
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies())
        _, headers = rp.authenticated([])
        return self.wrk("single-sign-on.lua", f"{self.provider.path('authorization_endpoint')}?{query}", self.provider.path("token_endpoint"),
                        cookie, headers["Authorization"], form)

    def fresh(self, rp, browser, count) -> list:
        fresh = []
        for _ in range(count):
            verifier = pkce()
            answer = rp.authorize(browser, code_challenge=encoded(hashlib.sha256(verifier.encode()).digest()), code_challenge_method="S256",
                                  scope="openid profile email")
            fresh.append(rp.tokens_of(rp.redeem(answer, verifier)))
        return fresh

    # Clients that act for themselves, and refreshes

    def secret_of_a_program(self, rp) -> Figure:
        _, headers = rp.authenticated([])
        head = f"Authorization: {headers['Authorization']}|Content-Type: {FORM}"
        return self.repeated("client-credentials", [("POST", self.provider.path("token_endpoint"), "grant_type=client_credentials", head)])

    def proofs_of_a_program(self, program, expected) -> Figure:
        """Each request with its own assertion and its own proof: all are made before, as many as the aim and half as many again."""
        url, path = self.provider.endpoint("token_endpoint"), self.provider.path("token_endpoint")
        lines = []
        for _ in range(int(expected * self.options.seconds)):
            form, _ = program.authenticated([("grant_type", "client_credentials")])
            lines.append(("POST", path, urllib.parse.urlencode(form), f"DPoP: {program.proof_key.proof('POST', url)}|Content-Type: {FORM}"))
        return self.repeated("proofs", lines)

    def refreshes(self, rp, browser) -> Figure:
        path = self.folder / "refresh.tokens"
        path.write_text("".join(f"{token['refresh_token']}\n" for token in self.fresh(rp, browser, 2 * CONNECTIONS)))
        _, headers = rp.authenticated([])
        return self.wrk("refresh.lua", self.provider.path("token_endpoint"), "grant_type=refresh_token&refresh_token=", headers["Authorization"], str(path))


def line(name, figure, limit, limit_name, target):
    refused = f"  REFUSED {figure.refused}" if figure.refused else ""
    print(f"{name:34} {figure.rate:9,.0f}/s  {figure.rate / limit:6.2f} of {limit_name} ({limit:,.0f}/s)  "
          f"p50 {figure.median:.1f} ms  p99 {figure.slowest:.1f} ms  target {target}{refused}", flush=True)


def measure(bench, options):
    host, listener = Host(), Listener()
    provider = bench.provider.start()  # the first start makes keys and database
    rp = RelyingParty(provider, listener, {"client_name": "Bench", "require_pkce": True, "consent": "none"})
    person = people.citizen(provider)
    provider.stop()
    starts = []
    for _ in range(5):
        starts.append(bench.first_answer())
        provider.await_ready()
        rest = bench.resident()
        provider.stop()
    print(f"{'start to first answer':34} {statistics.median(starts) * 1000:9.0f} ms  target under 200 ms")
    print(f"{'resident memory at rest':34} {rest:9.1f} MB  target under 60 MB")
    provider.start()
    browser = Browser(person)
    rp.sign_in(browser, verifier=pkce())
    signatures, verifications = openssl_speed(options.server_core)
    print(f"{'limit: openssl ES256 signatures':34} {signatures:9,.0f}/s")
    print(f"{'limit: openssl ES256 verifications':34} {verifications:9,.0f}/s")
    constant = bench.get("constant", bench.constant_path(browser, rp)).rate
    print(f"{'limit: constant answer':34} {constant:9,.0f}/s", flush=True)
    line("discovery", bench.get("discovery", "/.well-known/openid-configuration"), constant, "constant", "0.80 of it")
    line("JWKS", bench.get("jwks", urllib.parse.urlsplit(provider.endpoint("jwks_uri")).path), constant, "constant", "0.80 of it")
    line("single sign-on (2 requests, 2 ES256)", bench.single_sign_on(rp, browser), signatures / 2, "openssl / 2", "3,000/s")
    fresh = [token["access_token"] for token in bench.fresh(rp, browser, TOKENS)]
    _, headers = rp.authenticated([])
    basic = f"Authorization: {headers['Authorization']}|Content-Type: application/x-www-form-urlencoded"
    line("introspection", bench.repeated("introspection", [
        ("POST", provider.path("introspection_endpoint"), f"token={token}", basic) for token in fresh]), constant, "constant", "8,000/s")
    line("userinfo", bench.repeated("userinfo", [
        ("GET", provider.path("userinfo_endpoint"), "", f"Authorization: Bearer {token}") for token in fresh]), constant, "constant", "8,000/s")
    line("rotating refresh (1 request, 2 ES256)", bench.refreshes(rp, browser), signatures / 2, "openssl / 2", "4,000/s")
    program = RelyingParty(provider, listener, PROGRAM | {"client_name": "Program with a secret"})
    line("client credentials, secret", bench.secret_of_a_program(program), signatures, "openssl", "8,000/s")
    prover = Prover(provider, listener)
    line("client credentials, assertion + DPoP", bench.proofs_of_a_program(prover, 1.5 * PROOFS), 1 / (2 / verifications + 1 / signatures),
         "2 verifications + 1 signature", f"{PROOFS:,}/s")
    print(f"{'resident memory after the load':34} {bench.resident():9.1f} MB")
    print(f"{'taken by the host meanwhile':34} {host.stolen():9.1%}")
    provider.stop()
    listener.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=8, help="of each load")
    parser.add_argument("--server-core", default="0")
    parser.add_argument("--generator-core", default="1" if (os.cpu_count() or 1) > 1 else "0")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="idp-bench-") as folder:
        bench = Bench(folder, options)
        try:
            measure(bench, options)
        finally:
            if bench.provider.process:
                bench.provider.kill()


if __name__ == "__main__":
    main()
