"""CIBA, polled and pinged, as a counter and the person before it live it (OpenID CIBA Core 1.0)."""

import json
import time

import pytest

from blackbox import people
from blackbox.browser import Browser
from blackbox.relying_party import RelyingParty, check_token_error
from blackbox.tokens import check_id_token

GRANT = "urn:openid:params:grant-type:ciba"


class Counter(RelyingParty):
    def default_registration(self):
        return {"client_name": "Quầy một cửa", "grant_types": [GRANT], "scope": "openid profile"}

    def ask(self, person, **more):
        values = {"scope": "openid profile", "login_hint": person.identifier} | more
        return self.post("backchannel_authentication_endpoint", [pair for pair in values.items() if pair[1] is not None])

    def begin(self, person, **more):
        response = self.ask(person, **more)
        assert response.status_code == 200, response.text
        return response.json()

    def poll(self, begun):
        return self.post("token_endpoint", [("grant_type", GRANT), ("auth_req_id", begun["auth_req_id"])])


@pytest.fixture(scope="module")
def counter(provider, shared_listener):
    return Counter(provider, shared_listener)


def approvals(browser, provider):
    return browser.open(provider.issuer + "/account/approvals", decision="nothing")


def test_a_person_answers_at_the_approvals(provider, counter):
    person = people.citizen(provider)
    begun = counter.begin(person, binding_message="Hồ sơ 4711", requested_expiry="100")
    assert begun["expires_in"] == 100
    check_token_error(counter.poll(begun), "authorization_pending")
    browser = Browser(person)
    page = approvals(browser, provider)
    assert "Quầy một cửa" in page.text and "Hồ sơ 4711" in page.text
    page = browser.submit(page, page.form_with("decision"), {"decision": "allow"})
    assert not page.form_with("decision"), "answered"
    tokens = counter.tokens_of(counter.poll(begun))
    claims = check_id_token(provider, counter.client_id, tokens["id_token"], tokens["access_token"])
    check_token_error(counter.poll(begun), "invalid_grant")
    # From now on the client knows the person by a name of its own.
    for hint in ({"login_hint": claims["sub"]}, {"login_hint": None, "id_token_hint": tokens["id_token"]}):
        counter.begin(person, **hint)
    assert len(approvals(browser, provider).forms) == 2


def test_a_person_refuses(provider, counter):
    person = people.citizen(provider)
    begun = counter.begin(person)
    browser = Browser(person)
    page = approvals(browser, provider)
    browser.submit(page, page.form_with("decision"), {"decision": "deny"})
    check_token_error(counter.poll(begun), "access_denied")


def test_nobody_sees_or_answers_another_persons_request(provider, counter):
    person, other = people.citizen(provider), people.citizen(provider)
    counter.begin(person)
    own, foreign = Browser(person), Browser(other)
    assert not approvals(foreign, provider).form_with("decision")
    page = approvals(own, provider)
    stolen = foreign.submit(page, page.form_with("decision"), {"decision": "allow"})
    assert stolen.status == 400
    forged = own.submit(page, page.form_with("decision"), {"decision": "allow", "csrf": "x"})
    assert forged.status == 403


def test_whether_somebody_exists_is_not_told(provider, counter):
    known, unknown = counter.ask(people.citizen(provider)), counter.ask(people.citizen(provider), login_hint="001090999998")
    assert known.status_code == unknown.status_code == 200
    assert known.json().keys() == unknown.json().keys()
    check_token_error(counter.poll(unknown.json()), "authorization_pending")


@pytest.mark.parametrize("more, error", [
    ({"login_hint": None}, "invalid_request"), ({"id_token_hint": "x"}, "invalid_request"), ({"login_hint_token": "x"}, "invalid_request"),
    ({"binding_message": "<script>"}, "invalid_binding_message"), ({"binding_message": "a" * 65}, "invalid_binding_message"),
    ({"scope": "profile"}, "invalid_scope"), ({"requested_expiry": "-1"}, "invalid_request"), ({"user_code": "1"}, "invalid_request"),
])
def test_a_wrong_request_is_refused(provider, counter, person, more, error):
    check_token_error(counter.ask(person, **more), error)


def test_without_authentication_nothing(provider, counter, person):
    response = counter.session.post(provider.endpoint("backchannel_authentication_endpoint"), timeout=60,
                                    data={"scope": "openid", "login_hint": person.identifier, "client_id": counter.client_id})
    check_token_error(response, "invalid_client", 401)


TOKEN = "8d67dc78-7faa-4d41-aabd-67707b374255"


@pytest.fixture
def pinged(provider, listener):
    class Pinged(Counter):
        def default_registration(self):
            return super().default_registration() | {
                "backchannel_token_delivery_mode": "ping", "backchannel_client_notification_endpoint": listener.origin + "/ciba"}

    return Pinged(provider, listener)


@pytest.mark.parametrize("answers, count", [([204], 1), ([503, 302, 204], 3)])
def test_a_client_is_told_of_the_answer(provider, pinged, listener, answers, count):
    listener.answers["/ciba"] = list(answers)
    person = people.citizen(provider)
    begun = pinged.begin(person, client_notification_token=TOKEN)
    check_token_error(pinged.poll(begun), "authorization_pending")
    assert not listener.at("/ciba")
    browser = Browser(person)
    page = approvals(browser, provider)
    browser.submit(page, page.form_with("decision"), {"decision": "allow"})
    for told in listener.wait_for("/ciba", count):
        assert told.method == "POST" and told.headers["Authorization"] == f"Bearer {TOKEN}"
        assert told.headers["Content-Type"] == "application/json" and json.loads(told.body) == {"auth_req_id": begun["auth_req_id"]}
    pinged.tokens_of(pinged.poll(begun))
    time.sleep(1)
    assert len(listener.at("/ciba")) == count, "told once"


@pytest.mark.parametrize("token", [None, "", "a b", "a\r\nX: y", "ä", "a" * 1025, "="])
def test_a_ping_needs_a_token_that_fits_into_a_header(provider, pinged, person, token):
    check_token_error(pinged.ask(person, client_notification_token=token), "invalid_request")


@pytest.mark.parametrize("members", [
    {"backchannel_token_delivery_mode": "ping"}, {"backchannel_client_notification_endpoint": "https://counter.example/ciba"},
    {"backchannel_token_delivery_mode": "ping", "backchannel_client_notification_endpoint": "http://192.0.2.1/ciba"},
    {"backchannel_token_delivery_mode": "push", "backchannel_client_notification_endpoint": "https://counter.example/ciba"},
])
def test_a_wrong_registration_is_refused(provider, members):
    completed = provider.run("client", "create", "-", document={"client_name": "X", "grant_types": [GRANT]} | members)
    assert completed.returncode == 1 and "backchannel_" in completed.stderr


def test_metadata(provider):
    assert provider.metadata["backchannel_token_delivery_modes_supported"] == ["poll", "ping"]
    assert provider.metadata["backchannel_user_code_parameter_supported"] is False
    assert "ES256" in provider.metadata["backchannel_authentication_request_signing_alg_values_supported"]


def test_a_request_that_asks_for_more_is_allowed_after_a_code(provider, counter):
    owner = people.with_app(provider)
    begun = counter.begin(owner, acr_values="LoA2")
    browser = Browser(owner)
    page = approvals(browser, provider)
    page = browser.submit(page, page.form_with("decision"), {"decision": "allow"})
    assert page.form_with("code") and not page.form_with("id")
    check_token_error(counter.poll(begun), "authorization_pending")
    page = browser.submit(page, page.form_with("code"), {"code": owner.app.next()})
    browser.submit(page, page.form_with("decision"), {"decision": "allow"})
    time.sleep(6)
    tokens = counter.tokens_of(counter.poll(begun))
    assert check_id_token(provider, counter.client_id, tokens["id_token"], tokens["access_token"])["acr"] == "LoA2"


def test_a_refusal_needs_no_code(provider, counter):
    owner = people.with_app(provider)
    begun = counter.begin(owner, acr_values="LoA2")
    browser = Browser(owner)
    page = approvals(browser, provider)
    page = browser.submit(page, page.form_with("decision"), {"decision": "deny"})
    assert not page.form_with("code")
    check_token_error(counter.poll(begun), "access_denied")
