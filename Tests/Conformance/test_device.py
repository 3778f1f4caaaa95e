"""The device flow as a television and its owner live it (RFC 8628, THREATS §3)."""
import re

import pytest

from blackbox import people
from blackbox.browser import Browser
from blackbox.relying_party import RelyingParty, check_token_error
from blackbox.tokens import check_id_token

GRANT = "urn:ietf:params:oauth:grant-type:device_code"


class Television(RelyingParty):
    def default_registration(self):
        return {"client_name": "Màn hình một cửa", "client_name#en": "Counter screen", "grant_types": [GRANT, "refresh_token"],
                "token_endpoint_auth_method": "none", "scope": "openid profile offline_access"}

    def begin(self, scope="openid profile"):
        response = self.post("device_authorization_endpoint", [("scope", scope)])
        assert response.status_code == 200 and "no-store" in response.headers["Cache-Control"]
        return response.json()

    def poll(self, begun):
        return self.post("token_endpoint", [("grant_type", GRANT), ("device_code", begun["device_code"])])


@pytest.fixture(scope="module")
def television(provider, shared_listener):
    return Television(provider, shared_listener)


def code_page(browser, begun, complete=True):
    """The device page, after signing in."""
    page = browser.open(begun["verification_uri_complete" if complete else "verification_uri"])
    assert page.form_with("user_code") and not page.form_with("decision"), "nothing is decided by opening an address"
    return page


def confirmation(browser, begun, complete=True):
    page = code_page(browser, begun, complete)
    return browser.submit(page, page.form_with("user_code"), {} if complete else {"user_code": begun["user_code"].lower()})


def decide(browser, begun, decision):
    page = confirmation(browser, begun)
    return browser.submit(page, page.form_with("decision"), {"decision": decision})


def test_a_person_lets_a_device_sign_in(provider, television):
    browser = Browser(people.citizen(provider))
    begun = television.begin()
    assert re.fullmatch(r"[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}", begun["user_code"])
    check_token_error(television.poll(begun), "authorization_pending")
    page = confirmation(browser, begun, complete=False)
    for text in ("Màn hình một cửa", begun["user_code"]):
        assert text in page.text, text
    assert "127.0.…" in page.text or "::…" in page.text, "the network that asked"
    check_token_error(television.poll(begun), "slow_down")
    done = browser.submit(page, page.form_with("decision"), {"decision": "allow"})
    assert done.status == 200 and not done.form_with("decision")
    tokens = television.tokens_of(television.poll(begun))
    claims = check_id_token(provider, television.client_id, tokens["id_token"], tokens["access_token"])
    assert television.userinfo(tokens["access_token"]).json()["sub"] == claims["sub"]
    check_token_error(television.poll(begun), "invalid_grant")


def test_a_person_refuses(provider, television):
    begun = television.begin()
    decide(Browser(people.citizen(provider)), begun, "deny")
    check_token_error(television.poll(begun), "access_denied")


def test_the_tokens_end_with_the_session_that_answered(provider, television):
    browser = Browser(people.citizen(provider))
    begun = television.begin()
    decide(browser, begun, "allow")
    tokens = television.tokens_of(television.poll(begun))
    page = browser.fetch(provider.endpoint("end_session_endpoint"))
    browser.submit(page, page.form_with("decision"), {"decision": "allow"})
    assert television.userinfo(tokens["access_token"]).status_code == 401
    check_token_error(television.refresh(tokens["refresh_token"]), "invalid_grant")


def test_the_page_demands_that_somebody_signs_in(provider, television):
    begun = television.begin()
    page = Browser().fetch(begun["verification_uri_complete"])
    assert page.form_with("password") and not page.form_with("decision")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/authorize", "device/../x"])
def test_signing_in_leads_to_our_own_pages_alone(provider, target):
    page = Browser(people.citizen(provider)).open(f"{provider.issuer}/sign-in?to={target}&user_code=https://evil.example/")
    assert page.url == provider.issuer + "/"


def test_codes_are_not_guessed(provider, television):
    browser = Browser(people.citizen(provider))
    begun = television.begin()
    page = code_page(browser, begun)
    for attempt in range(6):
        wrong = browser.submit(page, page.form_with("user_code"), {"user_code": "BBBB-BBB" + "BCDFGH"[attempt]})
        assert wrong.status == (422 if attempt < 5 else 429) and not wrong.form_with("decision")
    assert browser.submit(page, page.form_with("user_code"), {}).status == 429, "not even the right one"
    # Nobody else is held up.
    assert confirmation(Browser(people.citizen(provider)), begun).form_with("decision")


def test_a_form_of_another_request_or_person_decides_nothing(provider, television):
    browser, other = Browser(people.citizen(provider)), Browser(people.citizen(provider))
    first, second = television.begin(), television.begin()
    page = confirmation(browser, first)
    form = page.form_with("decision")
    swapped = browser.submit(page, form, {"decision": "allow", "user_code": second["user_code"]})
    assert swapped.status == 403
    confirmation(other, first)
    stolen = other.submit(page, form, {"decision": "allow"})
    assert stolen.status == 403
    forged = browser.submit(page, form, {"decision": "allow", "csrf": "x"})
    assert forged.status == 403
    for begun in (first, second):
        check_token_error(television.poll(begun), "authorization_pending")


def test_polling_too_fast_makes_the_interval_longer(television):
    begun = television.begin()
    check_token_error(television.poll(begun), "authorization_pending")
    for _ in range(3):
        check_token_error(television.poll(begun), "slow_down")


def test_metadata(provider):
    assert provider.endpoint("device_authorization_endpoint").startswith(provider.issuer)
    assert GRANT in provider.metadata["grant_types_supported"]


def test_a_device_that_needs_more_is_confirmed_after_a_code(provider, shared_listener):
    television = Television(provider, shared_listener, {"minimum_acr": "LoA2"})
    owner = people.with_app(provider)
    browser = Browser(owner)
    begun = television.begin()
    page = confirmation(browser, begun)
    assert page.form_with("code"), "asked for what is missing before anything is shown"
    wrong = browser.submit(page, page.form_with("code"), {"code": owner.app.wrong()})
    assert wrong.form_with("code")
    page = browser.submit(wrong, wrong.form_with("code"), {"code": owner.app.next()})
    assert page.form_with("user_code"), "back where the person came from, with the device's code still there"
    page = browser.submit(page, page.form_with("user_code"), {})
    browser.submit(page, page.form_with("decision"), {"decision": "allow"})
    tokens = television.tokens_of(television.poll(begun))
    claims = check_id_token(provider, television.client_id, tokens["id_token"], tokens["access_token"])
    assert claims["acr"] == "LoA2"


def test_who_cannot_prove_more_is_told(provider, shared_listener, person):
    television = Television(provider, shared_listener, {"minimum_acr": "LoA2"})
    begun = television.begin()
    page = confirmation(Browser(person), begun)
    assert page.status == 400 and not page.form_with("decision")
    check_token_error(television.poll(begun), "authorization_pending")
