"""Signed answers about tokens (RFC 9701)."""
import time

import pytest

from blackbox.browser import Browser
from blackbox.relying_party import RelyingParty
from blackbox.tokens import verified

ASKED = "application/token-introspection+jwt"


def looked_up(rp, token, accept=ASKED):
    form, headers = rp.authenticated([("token", token)])
    return rp.session.post(rp.provider.endpoint("introspection_endpoint"), data=form, headers=headers | {"Accept": accept}, timeout=60)


def told(rp, response) -> dict:
    assert response.status_code == 200
    assert response.headers["Content-Type"].split(";")[0] == ASKED
    assert "no-store" in response.headers["Cache-Control"]
    head, values = verified(response.text, rp.provider.jwks())
    assert head["typ"] == "token-introspection+jwt"
    assert values["iss"] == rp.provider.issuer and values["aud"] == rp.client_id
    assert abs(values["iat"] - time.time()) < 30
    assert not {"sub", "exp", "client_id", "scope"} & set(values), "it must not pass for the token that it tells of (§5)"
    return values["token_introspection"]


def test_an_access_token(client, person):
    signed_in = client.sign_in(Browser(person), scope="openid email")
    response = looked_up(client, signed_in.access_token)
    values = told(client, response)
    assert values["active"] is True and values["sub"] == signed_in.claims["sub"] and values["scope"] == "openid email"
    assert values == client.introspect(signed_in.access_token), "the same as without a signature"


def test_the_default_algorithm_is_the_standards(provider, client, person):
    signed_in = client.sign_in(Browser(person))
    head, _ = verified(looked_up(client, signed_in.access_token).text, provider.jwks())
    assert head["alg"] == "RS256"


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_the_algorithm_is_the_registered_one(provider, shared_listener, browser, algorithm):
    assert algorithm in provider.metadata["introspection_signing_alg_values_supported"]
    rp = RelyingParty(provider, shared_listener, {"client_name": f"Introspects {algorithm}", "introspection_signed_response_alg": algorithm})
    head, _ = verified(looked_up(rp, rp.sign_in(browser).access_token).text, provider.jwks())
    assert head["alg"] == algorithm


def test_what_is_not_active_says_nothing_else(client, client2, person):
    signed_in = client.sign_in(Browser(person))
    for rp, token in ((client, "unknown"), (client2, signed_in.access_token), (client, signed_in.id_token)):
        assert told(rp, looked_up(rp, token)) == {"active": False}
    client.revoke(signed_in.access_token)
    assert told(client, looked_up(client, signed_in.access_token)) == {"active": False}


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/*", "application/jwt", f"{ASKED};q=0, application/json"])
def test_who_does_not_ask_gets_json(client, person, accept):
    response = looked_up(client, "unknown", accept)
    assert response.headers["Content-Type"].split(";")[0] == "application/json" and response.json() == {"active": False}


@pytest.mark.parametrize("accept", [f"application/json, {ASKED}", f"{ASKED.upper()} ; q=0.9"])
def test_who_asks_in_other_spellings_gets_a_token(client, accept):
    assert told(client, looked_up(client, "unknown", accept)) == {"active": False}


def test_nobody_gets_one_without_credentials(provider, client):
    response = client.session.post(provider.endpoint("introspection_endpoint"), data={"token": "x"}, headers={"Accept": ASKED}, timeout=60)
    assert response.status_code == 401 and response.json()["error"] == "invalid_client"


def test_an_answer_is_no_access_token_and_no_hint(client, person):
    browser = Browser(person)
    signed_in = client.sign_in(browser)
    answer = looked_up(client, signed_in.access_token).text
    assert client.userinfo(answer).status_code == 401
    assert client.authorize(browser, prompt="none", id_token_hint=answer).error == "invalid_request"
