"""requests_oauth2client: a client library for programs rather than portals, which knows the newer grants and bindings."""
import secrets
import urllib.parse

import pytest
import requests
from jwskate import Jwk
from requests_oauth2client import BearerToken, ClientSecretBasic, DPoPToken, OAuth2Client, PrivateKeyJwt

from blackbox import people
from blackbox.browser import Browser
from blackbox.certificates import Authority
from blackbox.listener import Listener
from blackbox.provider import Provider

CALLBACK = "/callback"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def provider(tmp_path_factory, authority):
    """Over TLS: the library refuses anything else."""
    running = Provider(tmp_path_factory.mktemp("provider"), authority=authority).start()
    yield running
    assert running.stop() == 0, f"a clean end: {running.last_log_lines()}"


@pytest.fixture(scope="module")
def person(provider):
    return people.citizen(provider)


@pytest.fixture
def browser(person, authority):
    return Browser(person, authority)


@pytest.fixture(scope="module")
def web(authority):
    own = Listener(authority)
    yield own
    own.close()


def client(provider, web, key=None, **registration):
    """A registered client and its other half in the library."""
    members = {
        "client_name": "requests_oauth2client", "redirect_uris": [web.origin + CALLBACK], "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token"], "scope": "openid profile offline_access",
    }
    if key:
        members |= {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [key.public_jwk().to_dict()]}}
    registered = provider.create_client(members | registration)
    # The library's assertions name the token endpoint unless told; the issuer is what every profile takes.
    auth = PrivateKeyJwt(registered["client_id"], key, aud=provider.issuer) if key else ClientSecretBasic(registered["client_id"], registered["client_secret"])
    session = requests.Session()
    session.trust_env, session.verify = False, str(provider.authority.file)
    return OAuth2Client.from_discovery_document(
        provider.metadata, authorization_server_jwks=provider.jwks(), session=session, issuer=provider.issuer, auth=auth, redirect_uri=web.origin + CALLBACK,
        dpop_bound_access_tokens=registered.get("dpop_bound_access_tokens", False),
        id_token_signed_response_alg="ES256")


@pytest.fixture(scope="module")
def key():
    return Jwk.generate(alg="ES256", kid=secrets.token_urlsafe(6))


@pytest.fixture(scope="module")
def bound(provider, web, key):
    return client(provider, web, key, dpop_bound_access_tokens=True)


def answered(web, browser, asked, address):
    """What the browser brought back, judged by the library."""
    web.forget()
    browser.open(address)
    delivery = web.take(CALLBACK)
    return asked.validate_callback(f"{web.origin}{CALLBACK}?{urllib.parse.urlencode(delivery.query)}")


def test_sign_in_with_private_key_jwt_and_dpop(bound, web, browser, person):
    asked = bound.authorization_request(scope="openid profile offline_access", prompt="consent")
    # Version 1.8.0 cannot both bind a token and judge its ID token: the second makes another object, without the key.
    token = bound.authorization_code(answered(web, browser, asked, asked.uri), validate=False)
    assert isinstance(token, DPoPToken) and token.id_token.alg == "ES256"
    assert bound.userinfo(token)["name"] == person.account["name"]
    again = bound.refresh_token(token)
    assert isinstance(again, DPoPToken) and again.access_token != token.access_token
    assert bound.userinfo(again)["sub"] == token.id_token.sub
    assert bound.revoke_access_token(again)
    assert bound.introspect_token(again)["active"] is False


def test_a_pushed_request_bound_to_a_key(bound, web, browser):
    asked = bound.authorization_request(scope="openid profile")
    pushed = bound.pushed_authorization_request(asked)
    assert set(urllib.parse.parse_qs(urllib.parse.urlsplit(pushed.uri).query)) == {"client_id", "request_uri"}
    token = bound.authorization_code(answered(web, browser, asked, pushed.uri), validate=False)
    assert isinstance(token, DPoPToken) and bound.userinfo(token)["sub"] == token.id_token.sub


def test_sign_in_with_a_secret(provider, web, browser, person):
    plain = client(provider, web)
    asked = plain.authorization_request()
    token = plain.authorization_code(answered(web, browser, asked, asked.uri))
    assert type(token) is BearerToken
    assert plain.userinfo(token)["sub"] == token.id_token.sub


def test_a_program_acts_for_itself(provider, web, key):
    program = client(provider, web, key, grant_types=["client_credentials"], redirect_uris=[], dpop_bound_access_tokens=True)
    token = program.client_credentials()
    assert isinstance(token, DPoPToken) and not token.refresh_token
    assert program.introspect_token(token)["active"] is True
    assert program.revoke_access_token(token) and program.introspect_token(token)["active"] is False
