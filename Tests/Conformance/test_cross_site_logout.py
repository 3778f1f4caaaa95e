"""Another site sends the browser to the end session endpoint: it may ask, and end what its own hint proves, and nothing else.

A form that another site posts carries no `SameSite=Lax` cookie; what the browser then does with the answer, `Set-Cookie` among
it, is its own host's business.
"""
import urllib.parse

import pytest

from blackbox import people
from blackbox.browser import Browser
from blackbox.history import events
from blackbox.relying_party import RelyingParty

FOREIGN = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def victim(provider):
    return Browser(people.citizen(provider))


def posted_from_elsewhere(provider, **fields):
    """The status, headers and location of a cross-site post."""
    status, headers, _ = provider.send("POST", provider.path("end_session_endpoint"), urllib.parse.urlencode(fields).encode(), FOREIGN)
    return status, headers, headers["Location"]


def clears_the_session(headers) -> bool:
    return any("session=" in line and "Max-Age=0" in line for line in headers.get_all("Set-Cookie") or [])


@pytest.mark.parametrize("fields", [{}, {"state": "x"}, {"decision": "allow"}, {"decision": "allow", "csrf": "x"}], ids=str)
def test_a_foreign_post_signs_nobody_out(provider, client, victim, fields):
    signed_in = client.sign_in(victim)
    status, headers, location = posted_from_elsewhere(provider, **fields)
    assert status == 303 and location.startswith(provider.endpoint("end_session_endpoint"))
    assert not clears_the_session(headers)
    page = victim.fetch(location)
    assert page.form_with("decision") is not None, "the browser's next step carries its cookies: the person is asked"
    assert client.sign_in(victim, prompt="none").claims["sid"] == signed_in.claims["sid"]


def test_the_question_keeps_what_was_asked(provider, client, victim):
    client.sign_in(victim)
    _, _, location = posted_from_elsewhere(
        provider, client_id=client.client_id, post_logout_redirect_uri=client.post_logout_redirect_uri, state="a b&c")
    client.listener.forget()
    victim.open(location)
    assert client.listener.take(client.signed_out).query == [("state", "a b&c")]


def test_ones_own_hint_clears_nobody_elses_cookie(provider, client, victim):
    attacker = Browser(people.citizen(provider))
    hint = client.sign_in(attacker).id_token
    signed_in = client.sign_in(victim)
    status, headers, _ = posted_from_elsewhere(provider, id_token_hint=hint)
    assert status == 200 and not clears_the_session(headers)
    assert client.authorize(attacker, prompt="none").error == "login_required", "the hinted session ended"
    again = victim.fetch(client.provider.endpoint("end_session_endpoint") + "?" + urllib.parse.urlencode({"id_token_hint": hint}))
    assert again.form_with("decision") is not None, "it is not the session of this browser"
    assert client.sign_in(victim, prompt="none").claims["sid"] == signed_in.claims["sid"]


def test_a_dead_cookie_is_taken_away(provider, client, victim):
    client.sign_in(victim)
    cookies = "; ".join(f"{name}={value}" for name, value in victim.cookies())
    victim.open(client.end_session_url())
    status, headers, _ = provider.send("GET", provider.path("end_session_endpoint"), headers={"Cookie": cookies})
    assert status == 200 and clears_the_session(headers)


def test_history_says_who_ended_the_session(provider, listener):
    rp = RelyingParty(provider, listener)
    person = people.citizen(provider)
    account, browser = person.account["id"], Browser(person)
    rp.sign_in(browser)
    browser.open(rp.end_session_url(client_id=rp.client_id))
    hint = rp.sign_in(browser).id_token
    posted_from_elsewhere(provider, id_token_hint=hint)
    first, second = events(provider, "session.ended", account=account)
    assert first["actor"] == f"person:{account}", "who answered the question"
    assert second["actor"] == f"client:{rp.client_id}", "whose hint was proven, of a session that no cookie named"
