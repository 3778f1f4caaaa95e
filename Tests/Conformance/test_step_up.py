"""From one factor to two (RFC 9470, RFC 6238, THREATS §2 and §6): the sign-in asks for what is missing and for nothing else."""
import json
import sqlite3
import threading
import time

import pytest

from blackbox import people
from blackbox.browser import Browser
from blackbox.relying_party import RelyingParty

ESSENTIAL = json.dumps({"id_token": {"acr": {"essential": True, "values": ["LoA2"]}}})
BOTH = {"pwd", "otp", "mfa"}


@pytest.fixture
def owner(provider):
    """A citizen with an app, of this test alone: codes count once."""
    return people.with_app(provider)


@pytest.fixture(scope="session")
def strict_client(provider, shared_listener):
    return RelyingParty(provider, shared_listener, {"client_name": "Payments", "minimum_acr": "LoA2"})


def test_discovery_names_the_levels_that_can_be_reached(provider):
    assert provider.metadata["acr_values_supported"] == ["LoA1", "LoA2"]


WAYS = {
    "wish": {"acr_values": "LoA2"},
    "preference": {"acr_values": "LoA2 LoA1"},
    "unknown first": {"acr_values": "urn:nobody:knows LoA2"},
    "more than there is": {"acr_values": "LoA4"},
    "voluntary claim": {"claims": json.dumps({"id_token": {"acr": {"values": ["LoA2"]}}})},
    "essential claim": {"claims": ESSENTIAL},
}


@pytest.mark.parametrize("way", WAYS)
def test_a_second_factor_is_asked_for(client, owner, way):
    browser = Browser(owner)
    signed_in = client.sign_in(browser, **WAYS[way])
    assert browser.seen[:2] == ["sign-in", "code"]
    assert signed_in.claims["acr"] == "LoA2" and set(signed_in.claims["amr"]) == BOTH


def test_a_registered_minimum_is_met(strict_client, owner):
    signed_in = strict_client.sign_in(Browser(owner))
    assert signed_in.claims["acr"] == "LoA2" and set(signed_in.claims["amr"]) == BOTH


def test_a_registered_default_is_a_wish(provider, shared_listener, owner, person):
    rp = RelyingParty(provider, shared_listener, {"default_acr_values": ["LoA2"]})
    assert rp.sign_in(Browser(owner)).claims["acr"] == "LoA2"
    assert rp.sign_in(Browser(person)).claims["acr"] == "LoA1"
    assert rp.sign_in(Browser(owner), acr_values="LoA1").claims["acr"] == "LoA1", "what is asked for outranks the default"


@pytest.mark.parametrize("asked", [{}, {"acr_values": "LoA1"}, {"acr_values": "LoA1 LoA2"}, {"acr_values": "urn:nobody:knows"}])
def test_nobody_is_asked_for_a_code_that_nobody_wants(client, owner, asked):
    browser = Browser(owner)
    signed_in = client.sign_in(browser, **asked)
    assert "code" not in browser.seen
    assert signed_in.claims["acr"] == "LoA1" and signed_in.claims["amr"] == ["pwd"]


def test_a_session_is_asked_only_for_the_code(client, strict_client, owner):
    browser = Browser(owner)
    before = client.sign_in(browser)
    old = dict(browser.cookies())
    browser.seen.clear()
    after = strict_client.sign_in(browser)
    assert browser.seen[:1] == ["code"] and "sign-in" not in browser.seen
    assert after.claims["acr"] == "LoA2" and after.claims["auth_time"] >= before.claims["auth_time"]
    new = dict(browser.cookies())
    assert [name for name in old if name.endswith("session") and old[name] == new[name]] == [], "a new secret with the rise (ASVS 7.2.4)"
    planted = Browser(owner)
    for cookie in browser.session.cookies:
        planted.session.cookies.set(cookie.name, old.get(cookie.name, cookie.value), domain=cookie.domain, path=cookie.path)
    assert client.authorize(planted, prompt="none").error == "login_required", "the former one is dead"
    browser.seen.clear()
    assert client.sign_in(browser, acr_values="LoA2", prompt="none").claims["acr"] == "LoA2"
    assert browser.seen == [], "asked once"


def test_a_level_that_the_account_cannot_reach(client, strict_client, person, provider):
    limited = people.with_app(provider, assurance="LoA1")
    for someone in (person, limited):
        assert client.sign_in(Browser(someone), acr_values="LoA2").claims["acr"] == "LoA1", "a wish"
        assert client.authorize(Browser(someone), claims=ESSENTIAL).error == "unmet_authentication_requirements"
        assert strict_client.authorize(Browser(someone)).error == "unmet_authentication_requirements"


def test_nobody_is_asked_with_prompt_none(client, strict_client, owner):
    browser = Browser(owner)
    client.sign_in(browser)
    assert strict_client.authorize(browser, prompt="none").error == "login_required"
    assert client.authorize(browser, prompt="none", claims=ESSENTIAL).error == "login_required"
    assert client.sign_in(browser, prompt="none", acr_values="LoA2").claims["acr"] == "LoA1"


@pytest.mark.parametrize("again", [{"prompt": "login"}, {"max_age": "0"}])
def test_proving_again_proves_all_of_it_again(strict_client, owner, again):
    browser = Browser(owner)
    strict_client.sign_in(browser)
    browser.seen.clear()
    signed_in = strict_client.sign_in(browser, **again)
    assert browser.seen[:2] == ["sign-in", "code"]
    assert signed_in.claims["acr"] == "LoA2" and set(signed_in.claims["amr"]) == BOTH


def test_proving_less_again_claims_no_more(client, owner):
    browser = Browser(owner)
    client.sign_in(browser, acr_values="LoA2")
    signed_in = client.sign_in(browser, prompt="login")
    assert signed_in.claims["acr"] == "LoA1" and signed_in.claims["amr"] == ["pwd"]


def code_page(rp, browser, **asked):
    """Goes as far as the code page."""
    app, browser.person.app = browser.person.app, None
    try:
        page = browser.open(rp.url(rp.request(**asked)))
    finally:
        browser.person.app = app
    assert page.form_with("code") is not None, page.text[:300]
    return page


def test_the_code_field_is_what_browsers_and_phones_expect(strict_client, owner):
    page = code_page(strict_client, Browser(owner))
    field = next(control for control in page.form_with("code").controls if control.name == "code")
    assert field.attributes["autocomplete"] == "one-time-code" and field.attributes["inputmode"] == "numeric"
    assert page.form_with("code").decisions() == ["deny"]
    assert page.form_with("password") is None
    assert "Văn An" in page.text and "Nguyễn" not in page.text, "whose code, masked"


def test_the_person_may_turn_back(strict_client, owner, shared_listener):
    browser = Browser(owner)
    page = code_page(strict_client, browser, state="s")
    shared_listener.forget()
    browser.submit(page, page.form_with("code"), {"decision": "deny"})
    assert dict(shared_listener.take(strict_client.callback).query)["error"] == "access_denied"


# THREATS §6: from the password step straight to consent or callback


@pytest.mark.parametrize("decision", ["allow", "skip", ""])
def test_no_form_jumps_over_the_code(strict_client, owner, shared_listener, decision):
    browser = Browser(owner)
    page = code_page(strict_client, browser)
    shared_listener.forget()
    form = page.form_with("code")
    after = browser.submit(page, form, {"code": "", "decision": decision} if decision in form.decisions() else {"code": ""})
    assert after.form_with("code") is not None
    pairs = [pair for pair in form.filled({}) if pair[0] != "code"] + ([("decision", decision)] if decision else [])
    after = browser._travel("POST", form.action, pairs, None, (), origin=page.url)
    assert after.status in (403, 422)
    assert browser.fetch(page.url).form_with("code") is not None, "the page asks still"
    assert shared_listener.take(strict_client.callback) is None


def test_a_code_is_no_answer_to_the_question_who_somebody_is(client, owner, shared_listener):
    """With `prompt=login` the password comes first: a form of the code page does not stand for it."""
    browser = Browser(owner)
    client.sign_in(browser)
    first = code_page(client, browser, acr_values="LoA2")
    shared_listener.forget()
    asked = client.request(prompt="login", acr_values="LoA2")
    waiting = Browser(None)
    waiting.session = browser.session
    sign_in = waiting.open(client.url(asked))
    assert sign_in.form_with("password") is not None
    pairs = [("csrf", dict(first.form_with("code").filled({}))["csrf"]), ("code", owner.app.next())]
    after = waiting._travel("POST", sign_in.url, pairs, None, (), origin=sign_in.url)
    assert after.status == 403
    assert shared_listener.take(client.callback) is None


def test_a_form_of_another_browser_proves_nothing(strict_client, owner):
    mine, theirs = Browser(owner), Browser(owner)
    page, other = code_page(strict_client, mine), code_page(strict_client, theirs)
    csrf = dict(other.form_with("code").filled({}))["csrf"]
    after = mine._travel("POST", page.url, [("csrf", csrf), ("code", owner.app.next())], None, (), origin=page.url)
    assert after.status == 403


def test_a_wrong_code_is_told_and_guessing_ends(strict_client, owner):
    browser = Browser(owner)
    page = code_page(strict_client, browser)
    for text in ["", owner.app.wrong(), "1234567", "12345a", "x" * 200]:
        after = browser.submit(page, page.form_with("code"), {"code": text})
        assert after.status == 422 and after.form_with("code") is not None, text
    for _ in range(4):
        after = browser.submit(page, page.form_with("code"), {"code": owner.app.wrong()})
    assert after.status == 429 and int(after.headers["Retry-After"]) >= 60
    right = owner.app.next()
    after = browser.submit(page, page.form_with("code"), {"code": right})
    assert after.status == 429, "nor is a right one looked at"
    assert right not in after.body


def test_one_code_opens_one_session(strict_client, owner, shared_listener):
    browsers = [Browser(owner) for _ in range(3)]
    pages = [code_page(strict_client, browser) for browser in browsers]
    shared_listener.forget()
    code, ends = owner.app.next(), []
    threads = [threading.Thread(target=lambda browser=browser, page=page: ends.append(
        browser.submit(page, page.form_with("code"), {"code": code}))) for browser, page in zip(browsers, pages)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    refused = [end for end in ends if end.status == 422]
    assert len(refused) == 2 and all(end.form_with("code") is not None for end in refused)


def test_a_code_stays_spent_over_a_crash(tmp_path, listener):
    from blackbox.provider import Provider
    instance = Provider(tmp_path / "crash").start()
    try:
        rp = RelyingParty(instance, listener, {"minimum_acr": "LoA2"})
        owner = people.with_app(instance)
        step = owner.app.next()
        browser = Browser(owner)
        page = code_page(rp, browser)
        assert browser.submit(page, page.form_with("code"), {"code": step}).status != 422
        instance.kill()
        instance.start()
        browser = Browser(owner)
        page = code_page(rp, browser)
        assert browser.submit(page, page.form_with("code"), {"code": step}).status == 422
    finally:
        instance.stop()


def test_logs_and_database_hold_neither_code_nor_seed(provider, strict_client, owner):
    browser = Browser(owner)
    page = code_page(strict_client, browser)
    wrong = owner.app.wrong()
    browser.submit(page, page.form_with("code"), {"code": wrong})
    code = owner.app.next()
    browser.submit(page, page.form_with("code"), {"code": code})
    log = provider.log.read_text(encoding="utf-8")
    assert owner.app.secret not in log and f'"{code}"' not in log and f'"{wrong}"' not in log
    with sqlite3.connect(f"file:{provider.database}?mode=ro", uri=True, timeout=10) as connection:
        dump = "\n".join(str(row) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
                         for row in connection.execute(f'SELECT * FROM "{name}"').fetchall() if name in ("account", "audit_event", "session"))
    assert owner.app.secret not in dump and f"'{code}'" not in dump


# RFC 9470: a level that was raised after the tokens were given


def test_a_raised_minimum_holds_for_tokens_that_are_out(provider, shared_listener, owner):
    rp = RelyingParty(provider, shared_listener, {"client_name": "Raised"})
    browser = Browser(owner)
    weak, answer = rp.sign_in(browser), rp.authorize(browser)
    provider.command("client", "update", rp.client_id, "-", document=rp.default_registration() | {"minimum_acr": "LoA2"})
    time.sleep(1)
    response = rp.userinfo(weak.access_token)
    challenge = response.headers["WWW-Authenticate"]
    assert response.status_code == 401
    assert challenge.startswith("Bearer ") and 'error="insufficient_user_authentication"' in challenge and 'acr_values="LoA2"' in challenge
    assert rp.refresh(weak.refresh_token).json()["error"] == "invalid_grant"
    assert rp.redeem(answer).json()["error"] == "invalid_grant"
    browser.seen.clear()
    strong = rp.sign_in(browser, acr_values="LoA2")
    assert browser.seen == ["code"]
    assert rp.userinfo(strong.access_token).status_code == 200
    assert rp.refresh(strong.refresh_token).status_code == 200
