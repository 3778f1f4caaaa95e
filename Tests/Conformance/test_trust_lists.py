"""`idp trust install` takes trusted lists (ETSI TS 119 612), and signatures are judged by the statuses in them."""
import datetime
import json

import pytest
import requests
from cryptography.hazmat.primitives import hashes

from blackbox.provider import CommandFailed, Provider
from blackbox.relying_party import RelyingParty
from blackbox.signing_authority import DAY, SigningAuthority
from blackbox.trust_list import published, service

CONTENT = "Đơn đề nghị cấp bản sao".encode()
NOW = datetime.datetime.now(datetime.timezone.utc)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(scope="module")
def operator(tmp_path_factory):
    """Signs lists."""
    return SigningAuthority(tmp_path_factory.mktemp("operator"), "Scheme operator").signer("List signer")


@pytest.fixture
def authority(tmp_path):
    return SigningAuthority(tmp_path / "authority", "CA nước ngoài")


@pytest.fixture
def provider(tmp_path):
    return Provider(tmp_path / "provider")


@pytest.fixture
def install(provider, operator):
    def run(list_bytes, *more, domain="public"):
        path = provider.folder / "list.xml"
        path.write_bytes(list_bytes)
        return provider.command("trust", "install", str(path), "--domain", domain, "--json", *more)
    return run


def fingerprint(signer) -> tuple:
    return "--fingerprint", signer.certificate.fingerprint(hashes.SHA256()).hex()


def refusal(install, *arguments) -> str:
    with pytest.raises(CommandFailed) as failure:
        install(*arguments)
    return str(failure.value)


def verdict(provider, authority, at=None) -> tuple:
    """Of a new signature, with the authority's list beside it."""
    folder = provider.folder / "lists"
    folder.mkdir(exist_ok=True)
    (folder / "list.pem").write_bytes(authority.revocation_list())
    document = provider.folder / "don.p7m"
    document.write_bytes(authority.signer("An", "CCCD:001090000001").cms(CONTENT))
    time = ("--at", at.strftime("%Y-%m-%dT%H:%M:%SZ")) if at else ()
    report = json.loads(provider.command("verify", str(document), "--anchors", str(folder), "--json", *time))
    return report["indication"], report["signatures"][0]["subIndication"]


PASSED, UNKNOWN = ("TOTAL-PASSED", None), ("INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND")


def test_a_list_is_believed_with_its_signers_fingerprint(provider, install, operator, authority):
    listed = published(operator, [service(authority.certificate, since=NOW - 30 * DAY)])
    assert fingerprint(operator)[1] in refusal(install, listed), "the operator is told what to compare"
    assert "not known" in refusal(install, listed, "--fingerprint", "ab" * 32)
    assert verdict(provider, authority) == UNKNOWN
    installed = json.loads(install(listed, *fingerprint(operator)))
    shown = json.loads(provider.command("trust", "list", "--json"))
    assert installed == shown
    assert (shown["domain"], shown["sha256"]) == ("public", authority.fingerprint)
    assert (shown["list"]["territory"], shown["list"]["sequence"], shown["list"]["signer"]) == ("XX", 1, fingerprint(operator)[1])
    assert shown["believed"][0]["to"] is None and "list XX until" in provider.command("trust", "list")
    assert verdict(provider, authority) == PASSED
    assert provider.run("audit", "verify").returncode == 0


def test_the_server_judges_by_it(provider, install, operator, authority, shared_listener):
    provider.start()
    try:
        install(published(operator, [service(authority.certificate, since=NOW - 30 * DAY)]), *fingerprint(operator))
        (provider.folder / "trust" / "public" / "list.pem").write_bytes(authority.revocation_list())
        portal = RelyingParty(provider, shared_listener, {
            "client_name": "Cổng", "agency": "G15", "grant_types": ["authorization_code", "client_credentials"],
            "scope": "openid signatures"})
        grant = [("grant_type", "client_credentials"), ("scope", "signatures")]
        access = portal.tokens_of(portal.post("token_endpoint", grant))["access_token"]
        response = requests.post(
            f"{provider.issuer}/signatures/v1/validations?report=detailed", data=authority.signer("An").cms(CONTENT), timeout=60,
            headers={"Authorization": f"Bearer {access}", "Content-Type": "application/octet-stream"})
        assert response.json()["indication"] == "TOTAL-PASSED", response.text[:500]
    finally:
        assert provider.stop() == 0


def test_a_service_is_believed_in_its_times_alone(provider, install, operator, authority):
    history = [("undersupervision", NOW - 20 * DAY), ("withdrawn", NOW - 25 * DAY)]
    install(published(operator, [service(authority.certificate, "withdrawn", NOW - 2 * HOUR, history=history)]), *fingerprint(operator))
    assert verdict(provider, authority) == UNKNOWN, "withdrawn since"
    assert verdict(provider, authority, at=NOW - 3 * HOUR) == PASSED, "believed then"
    install(published(operator, [service(authority.certificate, since=NOW - HOUR)], sequence=2))
    assert verdict(provider, authority) == PASSED
    assert verdict(provider, authority, at=NOW - 2 * HOUR) == UNKNOWN, "not believed yet"


def test_a_clock_vouches_for_nobody(provider, install, operator, authority):
    shown = json.loads(install(published(operator, [service(authority.certificate, since=NOW - DAY, kind="TSA/QTST")]), *fingerprint(operator)))
    assert shown["domain"] == "timestamp"
    assert verdict(provider, authority) == UNKNOWN


def test_editions_follow_one_another(provider, install, operator, authority, tmp_path):
    stranger = SigningAuthority(tmp_path / "stranger", "Another operator").signer("List signer")
    granted = [service(authority.certificate, since=NOW - DAY)]
    install(published(operator, granted, sequence=7), *fingerprint(operator))
    assert fingerprint(operator)[1] in provider.run("trust", "remove", authority.fingerprint).stderr, "one service is not taken out of a list"
    assert "not known" in refusal(install, published(stranger, granted, sequence=8))
    assert "edition 6" in refusal(install, published(operator, granted, sequence=6))
    assert "not known" in refusal(lambda *arguments: install(*arguments, domain="government"), published(operator, granted, sequence=8))
    install(published(operator, [service(authority.certificate, "withdrawn", NOW - HOUR)], sequence=8))
    assert verdict(provider, authority) == UNKNOWN
    provider.command("trust", "remove", fingerprint(operator)[1])
    assert provider.command("trust", "list", "--json") == ""
    assert "not known" in refusal(install, published(operator, granted, sequence=9)), "a removed list vouches for no other"


def test_what_is_wrong_with_a_list_is_said(install, operator, authority):
    sound = published(operator, [service(authority.certificate, since=NOW - DAY)])
    assert "changed after signing" in refusal(install, sound.replace(b"granted", b"accredited"), *fingerprint(operator))
    unsigned = sound[:sound.index(b"<ds:Signature ")] + b"</TrustServiceStatusList>"
    assert "not signed" in refusal(install, unsigned, *fingerprint(operator))
    old = published(operator, [], issued=NOW - DAY / 2, next_update=NOW - DAY / 4)
    assert "out of date" in refusal(install, old, *fingerprint(operator))
    assert "clock" in refusal(install, published(operator, [], issued=NOW + DAY / 2), *fingerprint(operator))
    assert "cannot be read as a trusted list" in refusal(install, b"<a/>", *fingerprint(operator))
    assert "SchemeTerritory" in refusal(install, published(operator, [], territory="../x"), *fingerprint(operator))


def test_a_list_that_was_not_renewed_is_believed_no_more(provider, install, operator, authority):
    install(published(operator, [service(authority.certificate, since=NOW - DAY)], next_update=NOW + HOUR), *fingerprint(operator))
    assert verdict(provider, authority) == PASSED
    assert verdict(provider, authority, at=NOW + 2 * HOUR) == UNKNOWN
