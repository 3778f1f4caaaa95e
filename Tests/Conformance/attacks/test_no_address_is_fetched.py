"""No address that a request names is ever opened (THREATS §1.5, §2, §4; CVE-2020-10770, CVE-2026-1180)."""
import secrets
import time

import pytest

from blackbox.browser import Browser
from blackbox.relying_party import RelyingParty, pkce
from blackbox.signing import new_key, signed
from blackbox.tokens import claims, header

METADATA = ["request_uri", "redirect_uri", "logo_uri", "client_uri", "policy_uri", "tos_uri", "jwks_uri", "sector_identifier_uri", "initiate_login_uri",
            "iss", "target_link_uri", "resource", "audience", "registration_client_uri", "client_id"]


@pytest.fixture
def trap(listener):
    """A server that nobody has a reason to call; what it would serve is sound, so that nothing else would stop the attack."""
    key = new_key()
    listener.documents["/jwks.json"] = {"keys": [key.as_dict(private=False)]}
    yield listener, key
    time.sleep(0.3)
    assert listener.deliveries == [], [delivery.path for delivery in listener.deliveries]


@pytest.mark.parametrize("name", METADATA)
def test_authorization_parameter(client, trap, name):
    listener, _ = trap
    page = Browser().fetch(client.url(client.request(**{name: f"{listener.origin}/{name}"})))
    assert page.status in (200, 400)


@pytest.mark.parametrize("name", METADATA)
def test_token_parameter(client, trap, name):
    listener, _ = trap
    pairs = {"grant_type": "authorization_code", "code": "x", "redirect_uri": client.redirect_uri} | {name: f"{listener.origin}/{name}"}
    assert client.post("token_endpoint", pairs.items()).status_code in (400, 401)


HEADERS = {
    "jku": lambda listener, key: {"jku": f"{listener.origin}/jwks.json", "kid": key.kid},
    "x5u": lambda listener, key: {"x5u": f"{listener.origin}/chain.pem", "kid": key.kid},
    "jwk": lambda listener, key: {"jwk": key.as_dict(private=False)},
    "kid as address": lambda listener, key: {"kid": f"{listener.origin}/jwks.json"},
    "x5c": lambda listener, key: {"x5c": ["MIIB"], "kid": key.kid},
}


@pytest.mark.parametrize("case", HEADERS)
def test_header_of_a_client_assertion(provider, trap, shared_listener, case):
    listener, key = trap
    own = new_key()
    rp = RelyingParty(provider, shared_listener, {
        "token_endpoint_auth_method": "private_key_jwt", "require_pkce": True, "jwks": {"keys": [own.as_dict(private=False)]}})
    now = int(time.time())
    forged = signed({"alg": "ES256"} | HEADERS[case](listener, key), {
        "iss": rp.client_id, "sub": rp.client_id, "aud": provider.issuer, "iat": now, "exp": now + 60, "jti": secrets.token_urlsafe(8)}, key)
    response = rp.session.post(provider.endpoint("token_endpoint"), timeout=60, data={
        "grant_type": "authorization_code", "code": "x", "redirect_uri": rp.redirect_uri, "code_verifier": pkce(), "client_assertion": forged,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"})
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("case", HEADERS)
def test_header_of_an_access_token(client, trap, browser, case):
    listener, key = trap
    sound = client.sign_in(browser).access_token
    forged = signed({"typ": "at+jwt", "alg": "ES256"} | HEADERS[case](listener, key), claims(sound), key)
    assert client.userinfo(forged).status_code == 401
    assert client.introspect(forged) == {"active": False}


@pytest.mark.parametrize("case", HEADERS)
def test_header_of_a_logout_hint(client, trap, browser, case):
    listener, key = trap
    sound = client.sign_in(browser).id_token
    forged = signed(header(sound) | HEADERS[case](listener, key), claims(sound), key)
    browser.fetch(client.end_session_url(id_token_hint=forged))
    assert client.sign_in(browser, prompt="none").claims["sid"] == claims(sound)["sid"], "nobody was signed out"


@pytest.mark.parametrize("case", HEADERS)
def test_header_of_a_request_object(client, trap, case):
    listener, key = trap
    asked = client.request()
    forged = signed({"alg": "ES256", "typ": "oauth-authz-req+jwt"} | HEADERS[case](listener, key), asked | {
        "iss": client.client_id, "aud": client.provider.issuer, "exp": int(time.time()) + 60}, key)
    assert client.authorize(Browser(), request=forged).error in ("request_not_supported", "invalid_request_object")


def test_an_address_in_a_portal_header(client, trap):
    listener, _ = trap
    host = listener.origin.removeprefix("http://")
    for headers in ({"Host": host}, {"X-Forwarded-Host": host}, {"Forwarded": f"host={host}"}, {"Referer": f"{listener.origin}/"}, {"Origin": listener.origin}):
        client.provider.send("GET", client.provider.path("authorization_endpoint"), headers=headers)
