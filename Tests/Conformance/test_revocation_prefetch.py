"""Revocation data is fetched before it is needed, from registered addresses alone, and never while a document is judged (THREATS §1.5)."""
import json
import socket
import threading
import time

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from blackbox.listener import Listener
from blackbox.provider import Provider
from blackbox.relying_party import RelyingParty
from blackbox.signing_authority import DAY, SigningAuthority

CONTENT = "Đơn đề nghị cấp bản sao".encode()
LIST, ANSWER = "application/pkix-crl", "application/ocsp-response"
# A look each second, five seconds and a quarter after a first failure, and fifteen after the second.
PATIENCE = 40


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    running = Provider(tmp_path_factory.mktemp("provider")).start()
    yield running
    assert running.stop() == 0, f"a clean end: {running.last_log_lines()}"


@pytest.fixture(scope="module")
def portal(provider, shared_listener):
    return RelyingParty(provider, shared_listener, {
        "client_name": "Cổng dịch vụ công", "agency": "G15", "grant_types": ["authorization_code", "client_credentials"],
        "scope": "openid profile signatures"})


class Judge:
    def __init__(self, provider, portal):
        self.provider, self.portal = provider, portal
        grant = [("grant_type", "client_credentials"), ("scope", "signatures")]
        self.access = portal.tokens_of(portal.post("token_endpoint", grant))["access_token"]

    def verdict(self, document) -> tuple:
        response = requests.post(
            f"{self.provider.issuer}/signatures/v1/validations", data=document, timeout=60,
            headers={"Authorization": f"Bearer {self.access}", "Content-Type": "application/octet-stream"})
        assert response.status_code == 200, response.text[:500]
        report = response.json()
        return report["indication"], report["signatures"][0]["subIndication"]

    def until(self, document, wanted) -> tuple:
        """Asks again, as a portal that is told TRY_LATER does."""
        end = time.monotonic() + PATIENCE
        while (found := self.verdict(document)) != wanted and time.monotonic() < end:
            time.sleep(0.5)
        return found


PASSED, LATER = ("TOTAL-PASSED", None), ("INDETERMINATE", "TRY_LATER")


@pytest.fixture(scope="module")
def judge(provider, portal):
    return Judge(provider, portal)


@pytest.fixture(scope="module")
def web():
    own = Listener()
    yield own
    own.close()


@pytest.fixture
def new_authority(provider, tmp_path):
    """Installs an authority of its own for a test."""
    def make(name, **places):
        authority = SigningAuthority(tmp_path / name.replace(" ", "-"), f"CA {name} {time.time_ns()}", **places)
        provider.command("trust", "install", str(authority.file), "--domain", "public", "--fingerprint", authority.fingerprint)
        return authority
    return make


def wait_for_log(provider, words):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        lines = [line for line in provider.log.read_text(encoding="utf-8", errors="replace").splitlines() if all(word in line for word in words)]
        if lines:
            return lines
        time.sleep(0.2)
    raise AssertionError(f"no line with {words}: {provider.last_log_lines()}")


def test_a_list_is_fetched_and_outlives_a_crash(provider, judge, web, new_authority):
    authority = new_authority("list", lists_at=f"{web.origin}/list.crl")
    web.documents["/list.crl"] = ("text/html", "<p>not yet")
    document = authority.signer("An", "CCCD:001090000001").cms(CONTENT)
    assert judge.verdict(document) == LATER
    web.wait_for("/list.crl")
    assert judge.verdict(document) == LATER
    web.documents["/list.crl"] = (LIST, authority.revocation_list(Encoding.DER))
    assert judge.until(document, PASSED) == PASSED
    # Somebody else of the same authority does not wait any more.
    assert judge.verdict(authority.signer("Bình", "CCCD:001090000002").cms(CONTENT)) == PASSED
    provider.kill()
    asked = len(web.at("/list.crl"))
    provider.start()
    assert judge.verdict(document) == PASSED
    time.sleep(2.5)
    assert len(web.at("/list.crl")) == asked, "what is young is not fetched again after a start"
    report = json.loads(provider.command("verify", "--json", _file(provider, document)))
    assert report["indication"] == "TOTAL-PASSED", "the command uses what the server fetched"


def _file(provider, document) -> str:
    path = provider.folder / "don.p7m"
    path.write_bytes(document)
    return str(path)


def test_large_lists_are_for_those_whom_they_concern(judge, web, new_authority):
    """A worker gets small lists with every document, and a large one when the document names its authority."""
    for name, padding in (("large", 3 << 20), ("larger", 20 << 20)):
        authority = new_authority(name, lists_at=f"{web.origin}/{name}.crl")
        web.documents[f"/{name}.crl"] = (LIST, authority.revocation_list(Encoding.DER, padding=padding))
        assert judge.until(authority.signer("An", "CCCD:001090000001").cms(CONTENT), PASSED) == PASSED


def test_a_list_beyond_any_size_is_not_taken(provider, judge, web, new_authority):
    authority = new_authority("endless", lists_at=f"{web.origin}/endless.crl")
    web.documents["/endless.crl"] = (LIST, authority.revocation_list(Encoding.DER, padding=33 << 20))
    assert judge.verdict(authority.signer("An", "CCCD:001090000001").cms(CONTENT)) == LATER
    wait_for_log(provider, ["longer than any of its kind", "/endless.crl"])


def test_what_is_installed_needs_no_document(provider, judge, web, new_authority, tmp_path):
    authority = new_authority("installed", lists_at=f"{web.origin}/installed.crl")
    web.documents["/installed.crl"] = (LIST, authority.revocation_list())
    signer = authority.signer("An", "CCCD:001090000001")
    known = tmp_path / "signer.pem"
    known.write_bytes(signer.certificate.public_bytes(Encoding.PEM))
    provider.command("trust", "install", str(known), "--domain", "public")
    web.wait_for("/installed.crl")
    wait_for_log(provider, ["revocation data was fetched", "/installed.crl"])
    assert judge.verdict(authority.signer("Bình", "CCCD:001090000002").cms(CONTENT)) == PASSED


def test_a_revoked_certificate(judge, web, new_authority):
    authority = new_authority("revoking", lists_at=f"{web.origin}/revoking.crl")
    good, revoked = authority.signer("An", "CCCD:001090000001"), authority.signer("Bình", "CCCD:001090000002")
    authority.revoke(revoked)
    web.documents["/revoking.crl"] = (LIST, authority.revocation_list(Encoding.DER))
    document = revoked.cms(CONTENT)
    assert judge.verdict(document) == LATER
    # Nothing proves that the signature was made after the revocation: ETSI EN 319 102-1 §5.3.4.
    assert judge.until(document, ("INDETERMINATE", "REVOKED_NO_POE")) == ("INDETERMINATE", "REVOKED_NO_POE")
    assert judge.verdict(good.cms(CONTENT)) == PASSED


def test_an_answer_about_one_certificate(judge, web, new_authority):
    authority = new_authority("answers", answers_at=f"{web.origin}/ocsp")
    signer = authority.signer("An", "CCCD:001090000001")
    web.documents["/ocsp"] = (ANSWER, authority.answer(signer))
    document = signer.cms(CONTENT)
    assert judge.verdict(document) == LATER
    assert judge.until(document, PASSED) == PASSED
    asked, = web.at("/ocsp")
    assert (asked.method, asked.headers["Content-Type"]) == ("POST", "application/ocsp-request")
    question = ocsp.load_der_ocsp_request(asked.body)
    assert question.serial_number == signer.certificate.serial_number
    # An answer about one says nothing about another.
    other = authority.signer("Bình", "CCCD:001090000002").cms(CONTENT)
    assert judge.verdict(other) == LATER
    web.wait_for("/ocsp", 2)
    assert judge.verdict(other) == LATER


def test_who_has_a_list_is_not_asked_about(judge, web, new_authority):
    authority = new_authority("both", lists_at=f"{web.origin}/both.crl", answers_at=f"{web.origin}/nobody-is-told")
    web.documents["/both.crl"] = (LIST, authority.revocation_list(Encoding.DER))
    assert judge.until(authority.signer("An", "CCCD:001090000001").cms(CONTENT), PASSED) == PASSED
    assert web.at("/nobody-is-told") == []


def test_a_forged_or_old_list_is_not_believed(provider, judge, web, new_authority):
    authority = new_authority("forged", lists_at=f"{web.origin}/forged.crl")
    signer = authority.signer("An", "CCCD:001090000001")
    document = signer.cms(CONTENT)
    web.documents["/forged.crl"] = (LIST, authority.revocation_list(Encoding.DER, key=ec.generate_private_key(ec.SECP256R1())))
    assert judge.verdict(document) == LATER
    wait_for_log(provider, ["not signed by its authority", "/forged.crl"])
    web.documents["/forged.crl"] = (LIST, authority.revocation_list(Encoding.DER, age=3 * DAY))
    wait_for_log(provider, ["out of date", "/forged.crl"])
    assert judge.verdict(document) == LATER
    web.documents["/forged.crl"] = (LIST, authority.revocation_list(Encoding.DER))
    assert judge.until(document, PASSED) == PASSED


@pytest.fixture
def dead_host():
    """Takes connections and never says a word."""
    server = socket.create_server(("127.0.0.1", 0))
    held = []
    threading.Thread(target=lambda: _hold(server, held), daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", held
    server.close()


def _hold(server, held):
    try:
        while True:
            held.append(server.accept()[0])
    except OSError:
        return


def test_a_dead_host_delays_nobody(provider, judge, web, new_authority, dead_host):
    origin, held = dead_host
    dead = new_authority("dead", lists_at=f"{origin}/dead.crl")
    living = new_authority("living", lists_at=f"{web.origin}/living.crl")
    web.documents["/living.crl"] = (LIST, living.revocation_list(Encoding.DER))
    document = dead.signer("An", "CCCD:001090000001").cms(CONTENT)
    assert judge.verdict(document) == LATER
    end = time.monotonic() + PATIENCE
    while not held and time.monotonic() < end:
        time.sleep(0.1)
    assert held, "the dead host is called"
    began = time.monotonic()
    assert judge.verdict(document) == LATER
    assert time.monotonic() - began < 5, "a judgement waits for no host"
    assert judge.until(living.signer("Bình", "CCCD:001090000002").cms(CONTENT), PASSED) == PASSED
    for _ in range(3):
        judge.verdict(document)
    time.sleep(2)
    assert len(held) == 1, "who asks again makes no further call"


def test_no_address_is_called_that_is_not_registered(provider, judge, web, new_authority, tmp_path):
    """A stranger's certificate, alone or beside a good signature, names a trap."""
    places = {"lists_at": f"{web.origin}/trap.crl", "answers_at": f"{web.origin}/trap"}
    stranger = SigningAuthority(tmp_path / "stranger", "CA lạ", **places)
    foreign = stranger.signer("Kẻ lạ", "CCCD:001090000009")
    assert judge.verdict(foreign.cms(CONTENT)) == ("INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND")
    authority = new_authority("honest", lists_at=f"{web.origin}/honest.crl")
    web.documents["/honest.crl"] = (LIST, authority.revocation_list(Encoding.DER))
    document = authority.signer("An", "CCCD:001090000001").cms(CONTENT, beside=[foreign.certificate, stranger.certificate])
    assert judge.until(document, PASSED) == PASSED
    time.sleep(2.5)
    assert [delivery.path for delivery in web.deliveries if "trap" in delivery.path] == []


def test_an_authority_that_is_removed_is_called_no_more(provider, judge, web, new_authority):
    authority = new_authority("removed", lists_at=f"{web.origin}/removed.crl")
    web.documents["/removed.crl"] = (LIST, authority.revocation_list(Encoding.DER))
    document = authority.signer("An", "CCCD:001090000001").cms(CONTENT)
    assert judge.until(document, PASSED) == PASSED
    held = len(list((provider.folder / "revocation").iterdir()))
    provider.command("trust", "remove", authority.fingerprint)
    end = time.monotonic() + PATIENCE
    while len(list((provider.folder / "revocation").iterdir())) == held and time.monotonic() < end:
        time.sleep(0.2)
    assert len(list((provider.folder / "revocation").iterdir())) == held - 1
    assert judge.verdict(document) == ("INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND")


def test_operators_see_it(provider):
    text = requests.get(f"http://127.0.0.1:{provider.operations_port}/metrics", timeout=10).text
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("idp_revocation"))
    assert int(figures['idp_revocation_sources{state="fresh"}']) >= 1 and int(figures["idp_revocation_bytes"]) > 100
    assert int(figures['idp_revocation_fetches_total{result="kept"}']) >= 1
