"""oidcc-dynamic-certification-test-plan with `response_type=code`: clients that register themselves.

A module that ends in a screenshot of a logo asserts what the house shows instead: nothing that a registrant has others serve (THREATS §5).
Unsigned request objects by reference are refused, by design (THREATS §2); the metadata says so.
"""
import time

import pytest

from blackbox import people, tokens
from blackbox.browser import Browser
from blackbox.dynamic_party import DynamicParty, RegistrationRefused
from blackbox.provider import Provider
from blackbox.relying_party import check_token_error
from blackbox.signing import signed


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    running = Provider(tmp_path_factory.mktemp("provider"), settings={"registration": "open"})
    yield running.start()
    assert running.stop() == 0, f"a clean end: {running.last_log_lines()}"


@pytest.fixture(scope="module")
def person(provider):
    return people.citizen(provider)


def refused(provider, listener, registration, error):
    with pytest.raises(RegistrationRefused) as refusal:
        DynamicParty(provider, listener, registration)
    assert (refusal.value.status, refusal.value.answer["error"]) == (400, error)
    return refusal.value.answer


def error_page(answer):
    assert answer.values is None and answer.page.status == 400 and answer.page.form_with("password") is None


def test_oidcc_idtoken_rs256(provider, listener, browser):
    """RS256 is what a client gets that names nothing (OpenID Connect Registration §2)."""
    client = DynamicParty(provider, listener)
    assert client.registration["id_token_signed_response_alg"] == "RS256"
    client.sign_in(browser, algorithm="RS256")


def test_oidcc_idtoken_unsigned(provider, listener):
    assert "none" not in provider.metadata["id_token_signing_alg_values_supported"]
    answer = refused(provider, listener, {"id_token_signed_response_alg": "none"}, "invalid_client_metadata")
    assert "id_token_signed_response_alg" in answer["error_description"]


def test_oidcc_userinfo_rs256(provider, listener, browser):
    client = DynamicParty(provider, listener, {"userinfo_signed_response_alg": "RS256"})
    signed_in = client.sign_in(browser)
    response = client.userinfo(signed_in.access_token)
    assert response.headers["Content-Type"].split(";")[0] == "application/jwt"
    head, claims = tokens.verified(response.text, provider.jwks())
    assert head["alg"] == "RS256" and claims["sub"] == signed_in.claims["sub"]
    assert (claims["iss"], claims["aud"]) == (provider.issuer, client.client_id)


def test_oidcc_ensure_redirect_uri_in_authorization_request(provider, listener, browser):
    error_page(DynamicParty(provider, listener).authorize(browser, redirect_uri=None))


class WithQuery(DynamicParty):
    @property
    def redirect_uri(self):
        return f"{super().redirect_uri}?foo=bar"


def test_oidcc_redirect_uri_query_ok(provider, listener, browser):
    client = WithQuery(provider, listener)
    asked = client.request()
    listener.forget()
    browser.open(client.url(asked))
    delivery = listener.take(client.callback)
    values = dict(delivery.query)
    assert values["foo"] == "bar" and values["state"] == asked["state"] and "code" in values


@pytest.mark.parametrize("query", ["?foo=baz", "?foo=bar&x=y", ""], ids=["another", "added", "missing"])
def test_oidcc_redirect_uri_query_mismatch(provider, listener, browser, query):
    client = WithQuery(provider, listener)
    error_page(client.authorize(browser, redirect_uri=listener.origin + client.callback + query))


def test_oidcc_redirect_uri_query_added(provider, listener, browser):
    client = DynamicParty(provider, listener)
    error_page(client.authorize(browser, redirect_uri=f"{client.redirect_uri}?foo=bar"))


def test_oidcc_redirect_uri_regfrag(provider, listener):
    refused(provider, listener, {"redirect_uris": [f"{listener.origin}/callback#fragment"]}, "invalid_redirect_uri")


def test_oidcc_discovery_endpoint_verification(provider):
    assert provider.metadata["registration_endpoint"].startswith(provider.issuer)
    assert "RS256" in provider.metadata["id_token_signing_alg_values_supported"]


def test_oidcc_server(provider, listener, browser):
    client = DynamicParty(provider, listener)
    client.claims(client.sign_in(browser))


@pytest.mark.parametrize("member", ["logo_uri", "policy_uri", "tos_uri"])
def test_oidcc_registration_uri(provider, listener, member):
    address = f"{listener.origin}/{member}"
    client = DynamicParty(provider, listener, {member: address})
    assert client.registration[member] == address
    page = Browser().fetch(client.url(client.request()))
    assert page.form_with("password") is not None
    assert all(address not in str(resource) for resource in page.resources), "nothing of a third party is loaded"
    assert listener.at(f"/{member}") == []


def test_oidcc_registration_jwks_uri(provider, listener, browser):
    client = DynamicParty(provider, listener, by_address=True)
    client.sign_in(browser)
    assert listener.at(client.key_set), "the keys were fetched from the registered address"


def test_oidcc_registration_sector_uri(provider, listener, browser):
    listener.documents["/sector.json"] = [listener.origin + DynamicParty.callback, "https://other.example.vn/callback"]
    client = DynamicParty(provider, listener, {"subject_type": "pairwise", "sector_identifier_uri": f"{listener.origin}/sector.json"})
    client.sign_in(browser)


def test_oidcc_registration_sector_bad(provider, listener):
    listener.documents["/sector.json"] = ["https://other.example.vn/callback"]
    refused(provider, listener, {"subject_type": "pairwise", "sector_identifier_uri": f"{listener.origin}/sector.json"}, "invalid_client_metadata")


def test_oidcc_server_rotate_keys(provider, listener, browser):
    client = DynamicParty(provider, listener)
    before, token = {key["kid"] for key in provider.jwks()["keys"]}, client.sign_in(browser).id_token
    provider.command("keys", "rotate", "--algorithm", "RS256")
    time.sleep(1.5)
    after = {key["kid"] for key in provider.jwks()["keys"]}
    assert before < after, "a new key is published beside those that signed what is still good"
    tokens.verified(token, provider.jwks())
    client.sign_in(browser)


REFRESHING = {"grant_types": ["authorization_code", "refresh_token"]}


@pytest.mark.timeout(300)
def test_oidcc_refresh_token_rp_key_rotation(provider, listener, browser):
    client = DynamicParty(provider, listener, REFRESHING, by_address=True)
    signed_in = client.sign_in(browser, scope="openid offline_access", prompt="consent")
    client.rotate()
    time.sleep(60)  # as the suite waits, lest limits on fetching be hit
    after = client.tokens_of(client.refresh(signed_in.refresh_token))
    assert client.userinfo(after["access_token"]).status_code == 200


def test_oidcc_request_uri_unsigned(provider, listener, browser):
    client = DynamicParty(provider, listener)
    listener.documents["/request.jwt"] = ("application/oauth-authz-req+jwt", tokens.unsigned(client.request()))
    answer = client.authorize(browser, request_uri=f"{listener.origin}/request.jwt")
    assert answer.error in ("request_uri_not_supported", "invalid_request_uri", "invalid_request_object")
    assert listener.at("/request.jwt") == [], "no address in a request is fetched"


def test_oidcc_request_uri_signed_rs256(provider, listener, browser):
    client = DynamicParty(provider, listener, {"request_uris": [f"{listener.origin}/signed.jwt"], "request_object_signing_alg": "RS256"})
    asked = client.request()
    now = int(time.time())
    claims = asked | {"iss": client.client_id, "aud": provider.issuer, "iat": now, "exp": now + 300}
    listener.documents["/signed.jwt"] = ("application/oauth-authz-req+jwt", signed({"alg": "RS256", "kid": client.key.kid}, claims, client.key))
    answer = client.open(browser, asked, request_uri=f"{listener.origin}/signed.jwt")
    client.complete(answer, algorithm="RS256")


def test_oidcc_ensure_request_object_with_redirect_uri(provider, listener, browser):
    client = DynamicParty(provider, listener)
    answer = client.authorize(browser, redirect_uri=f"{client.redirect_uri}/invalid", request=tokens.unsigned(client.request()))
    error_page(answer)


def test_oidcc_refresh_token(provider, listener, browser):
    client, other = (DynamicParty(provider, listener, REFRESHING) for _ in range(2))
    first = client.sign_in(browser, scope="openid offline_access", prompt="consent")
    second = client.tokens_of(client.refresh(first.refresh_token))
    assert client.userinfo(second["access_token"]).status_code == 200
    check_token_error(other.refresh(second["refresh_token"]), "invalid_grant")


def test_oidcc_ensure_client_assertion_with_iss_aud_succeeds(provider, listener, browser):
    client = DynamicParty(provider, listener)
    usual = client.assertion
    client.assertion = lambda: usual(aud=provider.issuer)
    client.sign_in(browser)
