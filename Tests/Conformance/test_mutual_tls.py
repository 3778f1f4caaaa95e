"""Clients and tokens known by a certificate (RFC 8705): on the public listener, on one of its own, and behind a proxy (RFC 9440)."""
import base64
import ipaddress

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from blackbox import people
from blackbox.browser import Browser
from blackbox.certificates import Authority
from blackbox.ports import free_port
from blackbox.provider import CommandFailed, Provider
from blackbox.relying_party import RelyingParty, check_token_error, pkce
from blackbox.tokens import claims, encoded

NAMES = {
    "dn": ("tls_client_auth_subject_dn", None),
    "dns": ("tls_client_auth_san_dns", x509.DNSName("Portal.example.vn")),
    "uri": ("tls_client_auth_san_uri", x509.UniformResourceIdentifier("urn:portal:1")),
    "ip": ("tls_client_auth_san_ip", x509.IPAddress(ipaddress.ip_address("192.0.2.7"))),
    "email": ("tls_client_auth_san_email", x509.RFC822Name("portal@example.vn")),
}
VALUES = {"dns": "portal.EXAMPLE.vn", "uri": "urn:portal:1", "ip": "192.0.2.7", "email": "portal@example.vn"}


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def tls(tmp_path_factory, authority):
    running = Provider(tmp_path_factory.mktemp("tls"), authority=authority, asks_for_certificates=True).start()
    yield running
    assert running.stop() == 0, running.last_log_lines()


@pytest.fixture(scope="module")
def portal(authority):
    return authority.client("portal")


class Certified(RelyingParty):
    """Comes with a certificate, and where one is given, with its name."""

    def __init__(self, provider, listener, credential, registration):
        super().__init__(provider, listener, {"grant_types": ["client_credentials"], "scope": "signatures", "redirect_uris": []} | registration)
        self.session.verify = str(provider.authority.file)
        self.session.cert = credential and credential.pair
        self.address = provider.endpoint("token_endpoint")

    def asks(self, credential="own", **headers):
        session = requests.Session()
        session.trust_env, session.verify = False, self.session.verify
        session.cert = self.session.cert if credential == "own" else credential and credential.pair
        form = [("grant_type", "client_credentials"), ("client_id", self.client_id)]
        return session.post(self.address, data=form, headers=headers, timeout=60)


def by_name(kind, credential) -> dict:
    return {"token_endpoint_auth_method": "tls_client_auth", NAMES[kind][0]: VALUES.get(kind) or credential.subject}


def by_key(credential) -> dict:
    numbers = credential.key.public_key().public_numbers()
    key = {"kty": "EC", "crv": "P-256", "x": encoded(numbers.x.to_bytes(32, "big")), "y": encoded(numbers.y.to_bytes(32, "big")),
           "x5c": [base64.b64encode(credential.der).decode()]}
    return {"token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks": {"keys": [key]}}


@pytest.mark.parametrize("kind", NAMES)
def test_a_certificate_by_an_authority(tls, shared_listener, authority, kind):
    credential = authority.client(f"portal {kind}", [NAMES[kind][1]] if NAMES[kind][1] else None)
    rp = Certified(tls, shared_listener, credential, by_name(kind, credential))
    assert rp.asks().status_code == 200
    check_token_error(rp.asks(authority.client("another")), "invalid_client", 401)
    check_token_error(rp.asks(authority.own(f"portal {kind}")), "invalid_client", 401)
    check_token_error(rp.asks(None), "invalid_client", 401)


def test_a_name_is_not_a_text(tls, shared_listener, portal):
    """RFC 4517: case and needless spaces do not count, the order of the parts does."""
    same = portal.subject.replace("CN=portal", "cn=PORTAL").replace(",", ", ")
    assert Certified(tls, shared_listener, portal, by_name("dn", portal) | {"tls_client_auth_subject_dn": same}).asks().status_code == 200
    turned = ",".join(reversed(portal.subject.split(",")))
    rp = Certified(tls, shared_listener, portal, by_name("dn", portal) | {"tls_client_auth_subject_dn": turned})
    check_token_error(rp.asks(), "invalid_client", 401)


def test_a_server_certificate_authenticates_no_client(tls, shared_listener, authority):
    server = authority.server()
    rp = Certified(tls, shared_listener, server, by_name("dn", server))
    check_token_error(rp.asks(), "invalid_client", 401)


def test_an_authority_that_nobody_named(tls, shared_listener, tmp_path):
    stranger = Authority(tmp_path).client("portal")
    rp = Certified(tls, shared_listener, stranger, by_name("dn", stranger))
    check_token_error(rp.asks(), "invalid_client", 401)


def test_a_certificate_that_its_client_signed(tls, shared_listener, authority):
    own = authority.own("own")
    rp = Certified(tls, shared_listener, own, by_key(own))
    assert rp.asks().status_code == 200
    check_token_error(rp.asks(authority.own("own again")), "invalid_client", 401)
    check_token_error(rp.asks(authority.client("own")), "invalid_client", 401)
    check_token_error(rp.asks(None), "invalid_client", 401)


def test_a_field_is_not_a_certificate(tls, shared_listener, portal):
    """Nobody but a proxy that was named speaks for another connection (RFC 9440 §4)."""
    rp = Certified(tls, shared_listener, portal, by_name("dn", portal))
    field = {"Client-Cert": f":{base64.b64encode(portal.der).decode()}:"}
    check_token_error(rp.asks(None, **field), "invalid_client", 401)


@pytest.mark.parametrize("members", [
    {}, {"tls_client_auth_subject_dn": "CN=a", "tls_client_auth_san_dns": "a.vn"}, {"tls_client_auth_subject_dn": "portal"},
    {"tls_client_auth_san_ip": "portal.vn"}, {"tls_client_auth_san_dns": "*.vn"}])
def test_exactly_one_name_is_registered(tls, shared_listener, portal, members):
    with pytest.raises(RuntimeError, match="tls_client_auth"):
        Certified(tls, shared_listener, portal, {"token_endpoint_auth_method": "tls_client_auth"} | members)


def test_a_token_is_bound_to_the_certificate(tls, shared_listener, authority, portal):
    person = people.citizen(tls)
    rp = RelyingParty(tls, shared_listener, by_name("dn", portal) | {"tls_client_certificate_bound_access_tokens": True})
    rp.method = "none"
    rp.session.verify, rp.session.cert = str(authority.file), portal.pair
    signed_in = rp.sign_in(Browser(person, authority), verifier=pkce())
    thumbprint = encoded(portal.certificate.fingerprint(hashes.SHA256()))
    assert claims(signed_in.access_token)["cnf"] == {"x5t#S256": thumbprint}
    described = rp.introspect(signed_in.access_token)
    assert described["cnf"] == {"x5t#S256": thumbprint} and described["token_type"] == "Bearer"
    rp.claims(signed_in)
    for stolen in (None, authority.client("thief")):
        rp.session.close()
        rp.session.cert = stolen and stolen.pair
        response = rp.userinfo(signed_in.access_token)
        assert response.status_code == 401 and 'error="invalid_token"' in response.headers["WWW-Authenticate"]


def test_citizens_are_not_turned_away(tls):
    assert tls.send("GET", "/")[0] == 200
    assert {"tls_client_auth", "self_signed_tls_client_auth"} <= set(tls.metadata["token_endpoint_auth_methods_supported"])
    assert tls.metadata["tls_client_certificate_bound_access_tokens"] is True
    assert "mtls_endpoint_aliases" not in tls.metadata


def test_a_listener_of_its_own(tmp_path, authority, shared_listener, portal):
    server, port = authority.server(), free_port()
    alias = f"https://localhost:{port}"
    provider = Provider(tmp_path, authority=authority, settings={
        "tls": f"{{certificate: {server.chain_file}, key: {server.key_file}, client_authorities: {authority.file}}}",
        "mutual_tls": f"{{listen: 'localhost:{port}', issuer: '{alias}'}}"}).start()
    try:
        aliases = provider.metadata["mtls_endpoint_aliases"]
        assert aliases["token_endpoint"] == alias + provider.path("token_endpoint")
        assert "authorization_endpoint" not in aliases and "end_session_endpoint" not in aliases
        assert all(value.startswith(alias + "/") for value in aliases.values())
        rp = Certified(provider, shared_listener, portal, by_name("dn", portal))
        check_token_error(rp.asks(), "invalid_client", 401)
        rp.address = aliases["token_endpoint"]
        response = rp.asks()
        assert response.status_code == 200
        assert claims(response.json()["access_token"])["iss"] == provider.issuer
    finally:
        assert provider.stop() == 0


def test_behind_a_proxy(tmp_path, authority, shared_listener, portal):
    provider = Provider(tmp_path, settings={"tls": f"{{client_authorities: {authority.file}}}", "trusted_proxies": "['127.0.0.1', '::1']"}).start()
    provider.authority = authority
    try:
        rp = Certified(provider, shared_listener, None, by_name("dn", portal))
        field = base64.b64encode(portal.der).decode()
        assert rp.asks(**{"Client-Cert": f":{field}:"}).status_code == 200
        check_token_error(rp.asks(), "invalid_client", 401)
        check_token_error(rp.asks(**{"Client-Cert": f":{base64.b64encode(authority.client('x').der).decode()}:"}), "invalid_client", 401)
        assert rp.asks(**{"Client-Cert": field}).status_code == 400
    finally:
        assert provider.stop() == 0


def test_without_it_nothing_is_promised(provider, shared_listener):
    assert not {"tls_client_auth", "self_signed_tls_client_auth"} & set(provider.metadata["token_endpoint_auth_methods_supported"])
    assert provider.metadata["tls_client_certificate_bound_access_tokens"] is False
    with pytest.raises(CommandFailed, match="tls_client_certificate_bound_access_tokens"):
        RelyingParty(provider, shared_listener, {"tls_client_certificate_bound_access_tokens": True})


def test_authorities_that_cannot_be_read(tmp_path, authority):
    server = authority.server()
    files = f"certificate: {server.chain_file}, key: {server.key_file}"
    provider = Provider(tmp_path, authority=authority, settings={"tls": f"{{{files}, client_authorities: {server.key_file}}}"})
    with pytest.raises(RuntimeError, match="tls.client_authorities"):
        provider.start()
