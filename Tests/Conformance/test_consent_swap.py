"""Consent is one person's answer to one page (THREATS §5): not the next person's, and not to more than was shown."""
import time

import pytest

from blackbox import people
from blackbox.browser import Browser
from blackbox.history import events
from blackbox.relying_party import RelyingParty

ONLY_SIGN_IN = "no answer"


@pytest.fixture
def portal(provider, listener):
    return RelyingParty(provider, listener, {"client_name": "Explicit", "consent": "explicit"})


def consent_page(portal, browser, **parameters):
    """Signs in, and stops before the question."""
    page = browser.open(portal.url(portal.request(**parameters)), decision=ONLY_SIGN_IN)
    assert page.form_with("decision") is not None and page.form_with("password") is None
    return page


def change_hands(provider, browser):
    """Another person signs in at the same browser, in another tab."""
    browser.person = people.citizen(provider)
    page = browser.fetch(provider.issuer + "/sign-in")
    browser.submit(page, page.form_with("password"), {"identifier": browser.person.identifier, "password": browser.person.password})
    return browser.person.account["id"]


def consents(provider, account):
    return events(provider, "consent.granted", account=account)


def test_a_page_shown_to_one_person_is_not_answered_by_another(provider, portal):
    browser = Browser(people.citizen(provider))
    page = consent_page(portal, browser)
    second = change_hands(provider, browser)
    answered = browser.submit(page, page.form_with("decision"), {"decision": "allow"})
    assert answered.status in (400, 403)
    assert portal.listener.deliveries == [] and consents(provider, second) == []
    assert browser.fetch(page.url).form_with("decision") is not None, "the second person is asked"


def test_an_answer_is_not_worth_anything_to_the_next_person(provider, portal):
    browser = Browser(people.citizen(provider))
    first = browser.person.account["id"]
    page = consent_page(portal, browser)
    form = page.form_with("decision")
    response = browser.session.post(
        form.action, data=form.filled({"decision": "allow"}), headers={"Origin": provider.issuer}, allow_redirects=False, timeout=60)
    assert response.status_code == 303 and len(consents(provider, first)) == 1
    second = change_hands(provider, browser)
    assert browser.fetch(page.url).form_with("decision") is not None, "asked, although the first person agreed"
    assert portal.listener.deliveries == [] and consents(provider, second) == []


def test_the_form_of_a_smaller_release_does_not_agree_to_a_larger_one(provider, portal):
    browser = Browser(people.citizen(provider))
    page = consent_page(portal, browser, scope="openid identity")
    wider = portal.default_registration() | {"consent": "explicit", "scope": "openid identity"}
    provider.command("client", "update", portal.client_id, "-", document=wider)
    time.sleep(1)
    answered = browser.submit(page, page.form_with("decision"), {"decision": "allow"})
    assert answered.status in (400, 403)
    assert portal.listener.deliveries == [] and consents(provider, browser.person.account["id"]) == []


def test_a_refusal_is_in_history(provider, portal):
    person = people.citizen(provider)
    account = person.account["id"]
    assert portal.authorize(Browser(person), decision="deny", scope="openid email").error == "access_denied"
    (denied,) = events(provider, "consent.denied", account=account)
    assert denied["actor"] == f"person:{account}" and denied["client"] == portal.client_id
    assert denied["details"]["scope"] == ["openid", "email"]


def test_a_cancelled_sign_in_is_in_history(provider, portal):
    browser = Browser()
    page = browser.fetch(portal.url(portal.request()))
    browser.submit(page, page.form_with("decision"), {"decision": "deny"})
    assert portal.listener.take(portal.callback).query[0] == ("error", "access_denied")
    (refused,) = events(provider, "authorization.refused", client=portal.client_id)
    assert refused["account"] is None and refused["actor"] == "provider"


def test_an_answer_that_comes_twice_is_taken_once(provider, portal):
    browser = Browser(people.citizen(provider))
    page = consent_page(portal, browser)
    form = page.form_with("decision")
    browser.submit(page, form, {"decision": "deny"})
    assert portal.listener.take(portal.callback) is not None
    assert browser.submit(page, form, {"decision": "allow"}).status == 400
    assert portal.listener.deliveries == [] and consents(provider, browser.person.account["id"]) == []
