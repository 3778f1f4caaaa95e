"""A registration says what a portal may have now, whatever it asks for and whatever it was given before."""
import json
import sqlite3
import time
import urllib.parse

import pytest

from blackbox import people
from blackbox.browser import Browser
from blackbox.hostile import sent
from blackbox.relying_party import RelyingParty, check_token_error
from blackbox.tokens import claims as payload

EVERYTHING = json.dumps({place: {"personal_number": {"essential": True}, "email": None} for place in ("userinfo", "id_token")})


@pytest.fixture
def portal(provider, listener):
    return RelyingParty(provider, listener, {"client_name": "Narrowed", "scope": "openid profile identity offline_access"})


def narrow(portal, scope):
    document = portal.default_registration() | {"scope": scope}
    portal.provider.command("client", "update", portal.client_id, "-", document=document)
    time.sleep(1)


def test_claims_are_no_way_around_the_scopes(provider, listener, person):
    rp = RelyingParty(provider, listener, {"client_name": "Small", "scope": "openid email"})
    signed_in = rp.sign_in(Browser(person), claims=EVERYTHING)
    assert "personal_number" not in signed_in.claims and "personal_number" not in rp.claims(signed_in)
    assert rp.claims(signed_in)["email"] == person.account["email"], "what its scopes give may be asked for by name"


def test_a_narrowed_registration_holds_for_tokens_that_are_out(portal, person):
    signed_in = portal.sign_in(Browser(person), scope="openid profile identity", claims=EVERYTHING)
    assert portal.claims(signed_in)["personal_number"] == person.identifier
    narrow(portal, "openid profile")
    released = portal.claims(signed_in)
    assert "personal_number" not in released and "name" in released
    assert portal.introspect(signed_in.access_token)["scope"] == portal.introspect(signed_in.refresh_token)["scope"] == "openid profile"
    refreshed = portal.refresh(signed_in.refresh_token).json()
    assert refreshed["scope"] == "openid profile"
    assert payload(refreshed["access_token"])["scope"] == "openid profile"
    narrow(portal, "profile")
    assert portal.userinfo(refreshed["access_token"]).status_code == 403
    check_token_error(portal.refresh(refreshed["refresh_token"], scope="openid"), "invalid_scope")


def test_a_code_gives_what_the_client_may_have_when_it_is_redeemed(portal, person):
    answer = portal.authorize(Browser(person), scope="openid profile identity", claims=EVERYTHING)
    narrow(portal, "openid profile")
    response = portal.redeem(answer).json()
    assert response["scope"] == "openid profile"
    assert "personal_number" not in payload(response["id_token"])


def test_offline_access_ends_with_its_registration(portal, person):
    browser = Browser(person)
    signed_in = portal.sign_in(browser, scope="openid offline_access", prompt="consent")
    browser.open(portal.end_session_url(id_token_hint=signed_in.id_token))
    assert portal.authorize(browser, prompt="none").error == "login_required"
    narrow(portal, "openid")
    assert json.loads(portal.provider.command("client", "show", portal.client_id, "--json"))["scope"] == "openid"
    check_token_error(portal.refresh(signed_in.refresh_token), "invalid_grant")


# Identifiers and parameters that strangers invent


def test_an_impossible_client_is_not_counted(provider):
    """Failures are counted by client, so that 60 of one that could exist lead to a wait; one that cannot is not remembered."""
    form = {"grant_type": "authorization_code", "code": "x", "client_id": "x" * 256, "client_secret": "y"}
    for _ in range(70):
        assert sent(provider, "POST", provider.path("token_endpoint"), urllib.parse.urlencode(form)).text == "401 invalid_client"


def test_an_impossible_client_is_unknown(provider, client):
    for endpoint in ("authorization_endpoint", "end_session_endpoint"):
        query = urllib.parse.urlencode(client.request(client_id="x" * 256))
        assert sent(provider, "GET", provider.path(endpoint), query).text == "page 400"


def waiting(provider) -> list[str]:
    with sqlite3.connect(f"file:{provider.database}?mode=ro", uri=True, timeout=10) as connection:
        return [row[0] for row in connection.execute("SELECT parameters FROM pending_authorization")]


def test_only_parameters_that_are_read_are_stored(provider, client):
    marker = "kept-by-nobody"
    asked = client.request(**{f"x{number}": marker for number in range(100)}, display=marker, state="kept-by-us")
    assert sent(provider, "GET", provider.path("authorization_endpoint"), urllib.parse.urlencode(asked)).text == "sign-in"
    stored = [text for text in waiting(provider) if "kept-by-us" in text]
    assert len(stored) == 1 and marker not in stored[0]


def test_a_large_request_is_refused_by_redirect(provider, client):
    asked = client.request(login_hint="h" * 4_000, nonce="n" * 4_200)
    before = provider.row_counts()
    outcome = sent(provider, "POST", provider.path("authorization_endpoint"), urllib.parse.urlencode(asked))
    assert outcome.text == "redirect invalid_request"
    assert not provider.grown(before)
