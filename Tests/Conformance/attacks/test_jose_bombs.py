"""Envelopes that cost more to open than to make: refused at once, whatever they hold (THREATS §4; CVE-2023-52428, CVE-2024-28122, CVE-2024-29371)."""
import json
import secrets
import time
import zlib
from pathlib import Path

import pytest

from blackbox.browser import Browser
from blackbox.relying_party import RelyingParty, pkce
from blackbox.signing import new_key
from blackbox.tokens import encoded

PATIENCE = 3.0


def envelope(**head):
    """A compact JWE whose content nobody needs: its header alone is the attack."""
    return ".".join([encoded({"enc": "A256GCM"} | head), encoded(secrets.token_bytes(40)), encoded(secrets.token_bytes(12)),
                     encoded(zlib.compress(bytes(1_000_000), 9)), encoded(secrets.token_bytes(16))])


def flattened(alg):
    """JSON serialisation, with the algorithm where nobody signed it."""
    return json.dumps({"payload": encoded({"iss": "x"}), "header": {"alg": alg}, "protected": encoded({}), "signature": encoded(bytes(64))})


ENDLESS = b'{"exp":1e400,"iat":' + b"9" * 5_000 + b"}"

BOMBS = {
    "PBES2 with two billion rounds": lambda: envelope(alg="PBES2-HS512+A256KW", p2c=2**31 - 1, p2s=encoded(secrets.token_bytes(16))),
    "PBES2 with one round": lambda: envelope(alg="PBES2-HS256+A128KW", p2c=1, p2s=encoded(bytes(8))),
    "compressed": lambda: envelope(alg="RSA-OAEP-256", zip="DEF"),
    "dir": lambda: envelope(alg="dir"),
    "RSA1_5": lambda: envelope(alg="RSA1_5"),
    "wrapped by nobody's key": lambda: envelope(alg="ECDH-ES+A256KW", epk={"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}),
    "algorithm in the unprotected header": lambda: flattened("HS256"),
    "none in the unprotected header": lambda: flattened("none"),
    "deep header": lambda: f"{encoded(b'[' * 20_000)}.{encoded(b'{}')}.{encoded(bytes(64))}",
    "wide header": lambda: f"{encoded({f'x{number}': number for number in range(2_000)})}.{encoded(b'{}')}.{encoded(bytes(64))}",
    "long number": lambda: f"{encoded({'alg': 'ES256'})}.{encoded(ENDLESS)}.{encoded(bytes(64))}",
    "ten thousand dots": lambda: "." * 10_000,
}


@pytest.fixture(scope="module")
def asserting(provider, shared_listener):
    return RelyingParty(provider, shared_listener, {
        "token_endpoint_auth_method": "private_key_jwt", "require_pkce": True, "jwks": {"keys": [new_key().as_dict(private=False)]}})


@pytest.fixture
def quickly(provider):
    """Refused within three seconds, and without much memory."""
    def resident():
        status = Path(f"/proc/{provider.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1000
    before, began = resident(), time.monotonic()
    yield
    assert time.monotonic() - began < PATIENCE
    assert resident() - before < 64


@pytest.mark.parametrize("case", BOMBS)
def test_client_assertion(asserting, quickly, case):
    response = asserting.session.post(asserting.provider.endpoint("token_endpoint"), timeout=60, data={
        "grant_type": "authorization_code", "code": "x", "redirect_uri": asserting.redirect_uri, "code_verifier": pkce(),
        "client_id": asserting.client_id, "client_assertion": BOMBS[case](),
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"})
    assert response.status_code in (400, 401, 413, 429)
    assert response.json()["error"] in ("invalid_client", "invalid_request")


@pytest.mark.parametrize("case", BOMBS)
def test_logout_hint(client, quickly, case):
    page = Browser().post(client.provider.endpoint("end_session_endpoint"), [("id_token_hint", BOMBS[case]()), ("state", "x")])
    assert page.status in (200, 400, 413)


@pytest.mark.parametrize("case", BOMBS)
def test_request_object(client, quickly, case):
    page = Browser().post(client.provider.endpoint("authorization_endpoint"), list(client.request(request=BOMBS[case]()).items()))
    assert page.form_with("password") is None


@pytest.mark.parametrize("case", BOMBS)
def test_access_token(client, quickly, case):
    assert client.userinfo(BOMBS[case]()).status_code in (400, 401, 431)


@pytest.mark.parametrize("case", BOMBS)
def test_introspected_token(client, quickly, case):
    response = client.post("introspection_endpoint", [("token", BOMBS[case]())])
    assert response.status_code == 400 or response.json() == {"active": False}
