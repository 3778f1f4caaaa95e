"""Pushed authorization requests (RFC 9126; THREATS §2)."""
import hashlib
import secrets
import time
import urllib.parse

import pytest

from blackbox.asserting import AssertingParty
from blackbox.browser import Browser
from blackbox.crowd import crowd
from blackbox.dpop import PossessingParty, ProofKey
from blackbox.hostile import sent, unchanged
from blackbox.relying_party import RelyingParty, check_token_error, pkce
from blackbox.tokens import encoded


@pytest.fixture(scope="module")
def party(provider, shared_listener):
    return AssertingParty(provider, shared_listener)


@pytest.fixture(scope="module")
def pushing(provider, shared_listener):
    """A client that must push."""
    return AssertingParty(provider, shared_listener, {"client_name": "Pushing", "require_pushed_authorization_requests": True})


def asked_of(party, **changes):
    verifier = pkce()
    challenge = encoded(hashlib.sha256(verifier.encode()).digest())
    return party.request(code_challenge=challenge, code_challenge_method="S256", **changes), verifier


@pytest.fixture
def asked(party):
    return asked_of(party)[0]


def test_a_pushed_request_is_answered(party, browser):
    asked, verifier = asked_of(party, scope="openid email")
    answer = party.open(browser, asked, request_uri=party.pushed(asked))
    party.claims(party.complete(answer, verifier=verifier))


def test_a_pushed_request_is_answered_for_whoever_is_signed_in(party, browser):
    asked, verifier = asked_of(party)
    party.complete(party.open(browser, asked, request_uri=party.pushed(asked)), verifier=verifier)
    asked, verifier = asked_of(party)
    uri = party.pushed(asked)
    party.complete(party.open(browser, asked, request_uri=uri), verifier=verifier)
    assert party.open(browser, asked, request_uri=uri).page.status == 400, "spent in the transaction that stored the code"


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "none"])
def test_every_client_authentication_can_push(provider, shared_listener, browser, method):
    rp = RelyingParty(provider, shared_listener, {"client_name": method, "token_endpoint_auth_method": method, "require_pkce": True})
    asked, verifier = asked_of(rp)
    rp.complete(rp.open(browser, asked, request_uri=rp.pushed(asked)), verifier=verifier)


def test_only_what_was_pushed_counts(party, browser):
    asked, verifier = asked_of(party)
    outer = {"scope": "openid phone", "state": "another", "nonce": "another", "response_mode": "form_post", "redirect_uri": "https://evil.example/",
             "code_challenge": encoded(secrets.token_bytes(32)), "prompt": "none"}
    answer = party.open(browser, asked, request_uri=party.pushed(asked), **outer)
    assert party.complete(answer, verifier=verifier).tokens["scope"] == "openid"


def test_opening_does_not_spend(party, person):
    asked, verifier = asked_of(party)
    uri = party.pushed(asked)
    address = party.url({"client_id": party.client_id, "request_uri": uri})
    first, second = Browser(person), Browser(person)
    assert first.fetch(address).form_with("password") and first.fetch(address).form_with("password"), "a reload shows the same"
    answer = party.open(second, asked, request_uri=uri)
    party.complete(answer, verifier=verifier)
    assert party.open(first, asked, request_uri=uri).page.status == 400, "answered once, in whichever window"


def test_two_windows_are_answered_once(party, person):
    asked, _ = asked_of(party)
    address = party.url({"client_id": party.client_id, "request_uri": party.pushed(asked)})
    browser = Browser(person)
    pages = [browser.fetch(address) for _ in range(2)]
    party.listener.forget()
    answers = []
    for page in pages:
        form = page.form_with("password")
        answers.append(party.answer(asked, browser.submit(page, form, {"identifier": person.identifier, "password": person.password}, "allow")))
    assert [answer.values is not None for answer in answers] == [True, False]


def test_many_windows_at_once(party, person, browser):
    asked, verifier = asked_of(party)
    party.complete(party.open(browser, asked, request_uri=party.pushed(asked)), verifier=verifier)
    asked, _ = asked_of(party)
    target = urllib.parse.urlsplit(party.url({"client_id": party.client_id, "request_uri": party.pushed(asked)}))
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies())}
    answers = crowd(party.provider, 32, lambda connection, _: party.provider.send(
        "GET", f"{target.path}?{target.query}", headers=headers, connection=connection))
    codes = [headers["Location"] for status, headers, _ in answers if status == 303]
    assert len(codes) == 1 and "code=" in codes[0]
    assert [status for status, _, _ in answers].count(400) == 31


def test_an_error_is_an_answer(party, person):
    asked, _ = asked_of(party, prompt="none")
    uri = party.pushed(asked)
    assert party.open(Browser(person), asked, request_uri=uri).error == "login_required"
    assert party.open(Browser(person), asked, request_uri=uri).page.status == 400


def test_who_cancels_has_answered(party, person):
    asked, _ = asked_of(party)
    uri = party.pushed(asked)
    browser = Browser(person)
    page = browser.fetch(party.url({"client_id": party.client_id, "request_uri": uri}))
    party.listener.forget()
    assert party.answer(asked, browser.submit(page, page.form_with("decision"), {"decision": "deny"}, None)).error == "access_denied"
    assert party.open(Browser(person), asked, request_uri=uri).page.status == 400


def test_the_language_that_was_pushed(party, person):
    asked, _ = asked_of(party, ui_locales="en")
    page = Browser(person).fetch(party.url({"client_id": party.client_id, "request_uri": party.pushed(asked)}))
    assert "Enter your password only" in page.text


def test_another_clients_request(party, client, pkce_client, asked, browser):
    uri = party.pushed(asked)
    for stranger in (client, pkce_client):
        answer = stranger.open(browser, asked, request_uri=uri)
        assert answer.values is None and answer.page.status == 400
    assert party.open(browser, asked, request_uri=uri).code, "nothing was spent by it"


def test_an_expired_request(party, asked, provider):
    uri = party.pushed(asked)
    name = hashlib.sha256(uri.rsplit(":", 1)[1].encode()).digest()
    provider.change("UPDATE pushed_authorization SET expires = ? WHERE hash = ?", (int(time.time()) - 1, name))
    answer = party.open(Browser(), asked, request_uri=uri)
    assert answer.values is None and answer.page.status == 400 and "invalid_request_uri" in answer.page.text


@pytest.mark.parametrize("uri", ["urn:ietf:params:oauth:request_uri:", "urn:ietf:params:oauth:request_uri:" + "A" * 43, "urn:x", "https://evil.example/r",
                                 "http://127.0.0.1:1/r", "file:///etc/passwd"])
def test_an_unknown_request_uri(party, provider, uri):
    before = provider.row_counts()
    outcome = sent(provider, "GET", provider.path("authorization_endpoint"), urllib.parse.urlencode({"client_id": party.client_id, "request_uri": uri}))
    assert outcome.text == "page 400"
    unchanged(provider, before, outcome)


def test_request_and_request_uri_together(party, asked):
    answer = party.open(Browser(), asked, request_uri=party.pushed(asked), request=party.request_object(asked))
    assert answer.page.status == 400


def test_a_client_that_must_push(pushing, person):
    asked, verifier = asked_of(pushing)
    assert pushing.answer(asked, Browser(person).open(pushing.url(asked))).error == "invalid_request"
    assert pushing.open(Browser(person), asked, request=pushing.request_object(asked)).page.status == 400, "a signed request is not a pushed one"
    pushing.complete(pushing.open(Browser(person), asked, request_uri=pushing.pushed(asked)), verifier=verifier)


WRONG = {
    "redirect_uri": ({"redirect_uri": "https://evil.example/callback"}, "invalid_request"), "no redirect_uri": ({"redirect_uri": None}, "invalid_request"),
    "response_type": ({"response_type": "token"}, "unsupported_response_type"), "no challenge": ({"code_challenge": None}, "invalid_request"),
    "plain": ({"code_challenge_method": "plain"}, "invalid_request"), "scope": ({"scope": "identity"}, "invalid_scope"),
    "prompt": ({"prompt": "none login"}, "invalid_request"), "request_uri": ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request"),
    "claims": ({"claims": "[]"}, "invalid_request"), "id_token_hint": ({"id_token_hint": "x"}, "invalid_request"),
    "another client_id": ({"client_id": "someone"}, "invalid_request"), "response_mode": ({"response_mode": "fragment"}, "invalid_request"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_request_is_refused_when_it_is_pushed(party, provider, case):
    changes, error = WRONG[case]
    asked, _ = asked_of(party)
    asked = {name: value for name, value in (asked | changes).items() if value is not None}
    before = provider.row_counts()
    check_token_error(party.push(asked), error)
    assert not provider.grown(before, but=["consumed_identifier"])


def test_a_stranger_cannot_push(party, client, asked, provider):
    url = provider.endpoint("pushed_authorization_request_endpoint")
    check_token_error(party.session.post(url, data=asked, timeout=60), "invalid_client", 401)
    check_token_error(party.session.post(url, data=party.with_assertion(asked.items(), party.assertion(exp=1)), timeout=60), "invalid_client", 401)
    assertion = party.assertion()
    pairs = party.with_assertion(asked.items(), assertion)
    assert party.session.post(url, data=pairs, timeout=60).status_code == 201
    check_token_error(party.session.post(url, data=pairs, timeout=60), "invalid_client", 401)


def test_pushing_is_a_post_with_a_form(party, asked, provider):
    path = provider.path("pushed_authorization_request_endpoint")
    assert provider.send("GET", path)[0] == 405
    query = urllib.parse.urlencode(asked)
    for body, headers in (("{}", {"Content-Type": "application/json"}), (query + "&state=x", {"Content-Type": "application/x-www-form-urlencoded"})):
        assert provider.send("POST", path, body, headers)[0] == 400
    assert provider.send("POST", f"{path}?{query}", "", {"Content-Type": "application/x-www-form-urlencoded"})[0] == 400


def test_no_secret_of_the_client_is_kept(provider, client):
    asked, _ = asked_of(client)
    uri = client.pushed(asked | {"client_secret_hint": "x", "unknown": "y"})
    name = hashlib.sha256(uri.rsplit(":", 1)[1].encode()).digest()
    kept = provider.query("SELECT parameters FROM pushed_authorization WHERE hash = ?", (name,))[0][0]
    assert client.secret not in kept and "unknown" not in kept and "client_assertion" not in kept


def test_a_key_shown_with_the_push_binds_the_code(provider, shared_listener, browser):
    """RFC 9449 §10.1."""
    holder = PossessingParty(provider, shared_listener, {"client_name": "Holder", "require_pkce": True})
    asked, verifier = asked_of(holder)
    answer = holder.open(browser, asked, request_uri=holder.pushed(asked))
    rightful, holder.proof_key = holder.proof_key, ProofKey()
    check_token_error(holder.redeem(answer, verifier), ("invalid_grant", "invalid_dpop_proof"))
    holder.proof_key = rightful
    holder.complete(answer, verifier=verifier)
    asked, _ = asked_of(holder, dpop_jkt=ProofKey().thumbprint)
    check_token_error(holder.push(asked), ("invalid_request", "invalid_dpop_proof"))
