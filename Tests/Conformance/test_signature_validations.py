"""`POST /signatures/v1/validations`: whether a signature is good, what it covers, and whether it is the signed-in person's."""
import base64
import hashlib
import json
import os
import signal
import threading
import time
import urllib.parse
from pathlib import Path

import pytest
import requests

from blackbox import people, tokens
from blackbox.browser import Browser
from blackbox.provider import Provider
from blackbox.relying_party import RelyingParty, pkce
from blackbox.signing_authority import SigningAuthority

PATH = "/signatures/v1/validations"
CONTENT = "Đơn đề nghị cấp bản sao".encode()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return SigningAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def provider(tmp_path_factory, authority):
    running = Provider(tmp_path_factory.mktemp("provider"))
    running.command("trust", "install", str(authority.file), "--domain", "public", "--fingerprint", authority.fingerprint)
    folder = next(path for path in running.folder.rglob("public") if path.parent.name == "trust")
    (folder / "list.pem").write_bytes(authority.revocation_list())
    yield running.start()
    assert running.stop() == 0, f"a clean end: {running.last_log_lines()}"


@pytest.fixture(scope="module")
def portal(provider, shared_listener):
    return RelyingParty(provider, shared_listener, {
        "client_name": "Cổng dịch vụ công", "agency": "G15", "grant_types": ["authorization_code", "client_credentials"],
        "scope": "openid profile signatures"})


@pytest.fixture(scope="module")
def access(portal):
    return portal.tokens_of(portal.post("token_endpoint", [("grant_type", "client_credentials"), ("scope", "signatures")]))["access_token"]


@pytest.fixture(scope="module")
def somebody(provider, portal):
    """A person, and what the portal calls them."""
    person = people.citizen(provider)
    signed_in = portal.sign_in(Browser(person), verifier=pkce())
    return person, signed_in.claims["sub"]


def ask(provider, access, document=None, files=None, accept=None, **query):
    address = provider.issuer + PATH + (f"?{urllib.parse.urlencode(query)}" if query else "")
    headers = {"Authorization": f"Bearer {access}"} | ({"Accept": accept} if accept else {})
    if files:
        return requests.post(address, files=files, headers=headers, timeout=60)
    return requests.post(address, data=document, headers=headers | {"Content-Type": "application/octet-stream"}, timeout=60)


def verdict(response):
    assert response.status_code == 200, response.text[:500]
    return response.json()


def test_the_signed_in_persons_own_signature(provider, access, authority, somebody):
    person, subject = somebody
    signer = authority.signer("Nguyễn Văn An", f"CCCD:{person.identifier}")
    report = verdict(ask(provider, access, signer.cms(CONTENT), subject=subject))
    assert (report["format"], report["indication"]) == ("CAdES", "TOTAL-PASSED"), json.dumps(report)[:800]
    one, = report["signatures"]
    assert (one["cryptography"], one["document"], one["identity"]) == ("valid", "unchanged", {"result": "matched", "kind": "CCCD"})


def test_another_persons_signature(provider, access, authority, somebody):
    report = verdict(ask(provider, access, authority.signer("Trần Thị Bình", "CCCD:001090999999").cms(CONTENT), subject=somebody[1]))
    assert report["indication"] == "TOTAL-PASSED" and report["signatures"][0]["identity"]["result"] == "mismatched"


def test_nobody_in_particular(provider, access, authority):
    report = verdict(ask(provider, access, authority.signer("Trần Thị Bình", "CCCD:001090999999").cms(CONTENT)))
    assert report["signatures"][0]["identity"] is None


def test_a_changed_document(provider, access, authority, somebody):
    signed = authority.signer("An", f"CCCD:{somebody[0].identifier}").cms(CONTENT).replace(CONTENT[:5], b"XXXXX")
    report = verdict(ask(provider, access, signed, subject=somebody[1]))
    one, = report["signatures"]
    assert (report["indication"], one["subIndication"], one["cryptography"], one["identity"]) == ("TOTAL-FAILED", "HASH_FAILURE", "invalid", None)


def test_a_stranger_to_the_trust_store(provider, access, tmp_path, somebody):
    foreign = SigningAuthority(tmp_path / "foreign", "CA lạ").signer("An", f"CCCD:{somebody[0].identifier}")
    report = verdict(ask(provider, access, foreign.cms(CONTENT), subject=somebody[1]))
    one, = report["signatures"]
    assert (report["indication"], one["subIndication"]) == ("INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND")
    assert one["cryptography"] == "valid" and one["identity"] is None


def test_detached_content_or_its_digest(provider, access, authority):
    signature = authority.signer("An", "CCCD:001090999999").cms(CONTENT, detached=True)
    for files in (
        {"document": ("don.p7s", signature), "content": ("don.txt", CONTENT)},
        {"document": ("don.p7s", signature), "digest": (None, hashlib.sha256(CONTENT).hexdigest())},
        {"document": ("don.p7s", signature), "digest": (None, f"sha-256=:{base64.b64encode(hashlib.sha256(CONTENT).digest()).decode()}:")},
        {"content": ("don.p7s", signature), "digest": (None, hashlib.sha256(CONTENT).hexdigest())},
    ):
        report = verdict(ask(provider, access, files=files))
        assert report["indication"] == "TOTAL-PASSED", json.dumps(report)[:800]
    wrong = verdict(ask(provider, access, files={"document": ("don.p7s", signature), "digest": (None, hashlib.sha256(b"x").hexdigest())}))
    assert wrong["signatures"][0]["subIndication"] == "HASH_FAILURE"
    alone = verdict(ask(provider, access, signature))
    assert alone["signatures"][0]["subIndication"] == "SIGNED_DATA_NOT_FOUND"


def test_the_receipt_is_the_issuers_word(provider, access, authority, portal):
    signed = authority.signer("An", "CCCD:001090999999").cms(CONTENT)
    report = verdict(ask(provider, access, signed, report="detailed"))
    head, claims = tokens.verified(report.pop("receipt"), provider.jwks())
    assert head["typ"] == "signature-validation-receipt+jwt" and (claims["iss"], claims["aud"]) == (provider.issuer, portal.client_id)
    assert "sub" not in claims and claims["report"] == report
    assert claims["report"]["digest"] == {"algorithm": "SHA-256", "value": hashlib.sha256(signed).hexdigest()}
    alone = ask(provider, access, signed, accept="application/jwt")
    assert alone.headers["Content-Type"] == "application/jwt"
    assert tokens.verified(alone.text, provider.jwks())[1]["report"]["indication"] == "TOTAL-PASSED"


def test_the_report_of_the_standard(provider, access, authority):
    answer = ask(provider, access, authority.signer("An").cms(CONTENT), accept="application/xml")
    assert answer.headers["Content-Type"] == "application/xml" and "http://uri.etsi.org/19102/v1" in answer.text


def test_what_is_no_signed_document(provider, access):
    assert verdict(ask(provider, access, b"plain text"))["indication"] == "REFUSED"
    assert verdict(ask(provider, access, b"%PDF-1.7\n" + b"\0" * 100_000))["indication"] == "REFUSED"


@pytest.mark.parametrize("query", [{"policy": "lax"}, {"report": "long"}, {"subject": "nobody"}, {"subject": ""}, {"colour": "red"}])
def test_questions_that_are_wrong(provider, access, query):
    answer = ask(provider, access, b"x", **query)
    assert answer.status_code == 400 and answer.headers["Content-Type"] == "application/problem+json", answer.text


@pytest.mark.parametrize("files", [
    {"file": ("x", b"x")}, {"content": ("x", b"x")}, {"document": ("x", b"")}, {"document": ("x", b"x"), "digest": (None, "abc")},
    {"document": ("x", b"x"), "content": ("y", b"y"), "digest": (None, "00" * 32)},
])
def test_parts_that_are_wrong(provider, access, files):
    assert ask(provider, access, files=files).status_code == 400


def test_another_portals_name_for_a_person(provider, access, shared_listener, somebody):
    other = RelyingParty(provider, shared_listener, {"client_name": "Other", "agency": "H26"})
    foreign = other.sign_in(Browser(somebody[0]), verifier=pkce()).claims["sub"]
    assert ask(provider, access, b"x", subject=foreign).status_code == 400


def test_who_may_not_ask(provider, portal, somebody):
    nobody = requests.post(provider.issuer + PATH, data=b"x", timeout=60)
    assert nobody.status_code == 401 and "resource_metadata=" in nobody.headers["WWW-Authenticate"]
    token = portal.sign_in(Browser(somebody[0]), verifier=pkce(), scope="openid").access_token
    answer = ask(provider, token, b"x")
    assert answer.status_code == 403 and 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_a_document_beyond_the_limit(provider, access):
    try:
        answer = ask(provider, access, b"%PDF-1.7\n" + b"\0" * (51 << 20))
        assert answer.status_code == 413
    except requests.ConnectionError:
        pass  # refused while it was still being sent


def test_nothing_of_it_is_written_down(provider, access, authority, somebody):
    person, subject = somebody
    ask(provider, access, authority.signer("Người ký", f"CCCD:{person.identifier}").cms(CONTENT), subject=subject)
    log = provider.log.read_text()
    assert person.identifier not in log and subject not in log


def test_a_worker_that_dies_costs_one_answer(provider, access, authority):
    """Killed as by a crash or by the kernel, and stopped as if it would never end: the document is refused, and the next one judged."""
    document = authority.signer("An", "CCCD:001090999999").cms(CONTENT * 300_000)
    for ending in (signal.SIGKILL, signal.SIGSTOP):
        hunter = WorkerHunter(provider.process.pid, ending)
        report = verdict(ask(provider, access, document))
        assert hunter.join(), "a worker was caught"
        assert (report["indication"], report["signatures"]) == ("REFUSED", []), report["reason"]
        assert verdict(ask(provider, access, authority.signer("An", "CCCD:001090999999").cms(CONTENT)))["indication"] == "TOTAL-PASSED"
    assert provider.ready()


class WorkerHunter:
    """Waits for a child of the server that judges a document, and sends it a signal."""

    def __init__(self, server: int, ending: signal.Signals):
        self._server, self._ending, self._caught = server, ending, False
        self._thread = threading.Thread(target=self._hunt, daemon=True)
        self._thread.start()

    def join(self) -> bool:
        self._thread.join(30)
        return self._caught

    def _hunt(self):
        end = time.monotonic() + 30
        while time.monotonic() < end:
            for worker in self._workers():
                os.kill(worker, self._ending)
                self._caught = True
                return
            time.sleep(0.002)

    def _workers(self):
        for children in Path(f"/proc/{self._server}/task").glob("*/children"):
            try:
                for child in map(int, children.read_text().split()):
                    if b"verify-worker" in Path(f"/proc/{child}/cmdline").read_bytes():
                        yield child
            except OSError:
                continue  # It has ended meanwhile.
