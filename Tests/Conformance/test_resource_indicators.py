"""Access tokens for one place (RFC 8707)."""
import time

import pytest

from blackbox.browser import Browser
from blackbox.relying_party import RelyingParty, check_token_error
from blackbox.tokens import claims

PAYMENTS, REGISTERS = "https://api.example.vn/payments", "https://api.example.vn/registers?of=land"


@pytest.fixture(scope="module")
def party(provider, shared_listener):
    return RelyingParty(provider, shared_listener, {"client_name": "Resources", "resources": [PAYMENTS, REGISTERS]})


@pytest.fixture(scope="module")
def session(party, person):
    browser = Browser(person)
    party.sign_in(browser)
    return browser


def authorize(party, browser, resources, **parameters):
    asked = party.request(**parameters)
    party.listener.forget()
    return party.answer(asked, browser.open(party.url([*asked.items(), *(("resource", resource) for resource in resources)])))


def redeem(party, answer, *resources):
    return party.post("token_endpoint", [*party.code_grant(answer), *(("resource", resource) for resource in resources)])


def audience(response):
    assert response.status_code == 200, response.text
    return claims(response.json()["access_token"])["aud"]


def test_without_a_resource_the_provider_is_meant(party, session):
    signed_in = party.sign_in(session)
    assert claims(signed_in.access_token)["aud"] == party.provider.issuer
    assert party.userinfo(signed_in.access_token).status_code == 200


def test_a_token_for_one_place(party, session):
    answer = authorize(party, session, [PAYMENTS])
    tokens = redeem(party, answer).json()
    assert claims(tokens["access_token"])["aud"] == PAYMENTS
    assert party.userinfo(tokens["access_token"]).status_code == 401, "a token for another place says nothing here"
    assert party.introspect(tokens["access_token"])["aud"] == PAYMENTS
    assert claims(tokens["id_token"])["aud"] == party.client_id


def test_several_places_and_one_token_for_each(party, session):
    issuer = party.provider.issuer
    answer = authorize(party, session, [PAYMENTS, REGISTERS, issuer, PAYMENTS], scope="openid offline_access")
    first = redeem(party, answer, REGISTERS)
    assert audience(first) == REGISTERS
    refresh_token = first.json()["refresh_token"]
    second = party.refresh(refresh_token)
    assert audience(second) == [PAYMENTS, REGISTERS, issuer]
    third = party.refresh(second.json()["refresh_token"], resource=issuer)
    assert audience(third) == issuer and party.userinfo(third.json()["access_token"]).status_code == 200
    check_token_error(party.refresh(third.json()["refresh_token"], resource="https://api.example.vn/other"), "invalid_target")
    assert party.refresh(third.json()["refresh_token"]).status_code == 200, "a refused request spends nothing"


def test_the_name_that_user_info_publishes(party, session):
    own = f"{party.provider.issuer}/userinfo"
    answer = redeem(party, authorize(party, session, [own]))
    assert audience(answer) == own and party.userinfo(answer.json()["access_token"]).status_code == 200
    narrowed = redeem(party, authorize(party, session, []), own)
    assert audience(narrowed) == own and party.userinfo(narrowed.json()["access_token"]).status_code == 200
    elsewhere = redeem(party, authorize(party, session, [PAYMENTS]))
    assert party.userinfo(elsewhere.json()["access_token"]).status_code == 401


def test_no_more_than_was_granted(party, session):
    answer = authorize(party, session, [PAYMENTS])
    check_token_error(redeem(party, answer, REGISTERS), "invalid_target")
    check_token_error(redeem(party, answer, PAYMENTS, party.provider.issuer), "invalid_target")
    assert audience(redeem(party, answer, PAYMENTS)) == PAYMENTS
    check_token_error(redeem(party, authorize(party, session, []), PAYMENTS), "invalid_target")


@pytest.mark.parametrize("wrong", ["https://api.example.vn/other", "https://api.example.vn/payments/", "https://API.example.vn/payments",
                                   "https://api.example.vn/payments#x", "/payments", "payments", "https://*.example.vn/", "javascript:alert(1)"])
def test_other_places_are_refused(party, session, wrong):
    assert authorize(party, session, [wrong]).error == "invalid_target"
    assert authorize(party, session, [PAYMENTS, wrong]).error == "invalid_target"


def test_too_many_places(party, session):
    assert authorize(party, session, [PAYMENTS] * 9).error == "invalid_target"


def test_places_that_are_withdrawn(provider, shared_listener, person):
    rp = RelyingParty(provider, shared_listener, {"client_name": "Narrowed", "resources": [PAYMENTS]})
    answer = authorize(rp, Browser(person), [PAYMENTS, provider.issuer], scope="openid offline_access")
    tokens = redeem(rp, answer).json()
    document = {name: value for name, value in rp.registration.items() if name not in ("id", "resources", "client_secret")}
    provider.command("client", "update", rp.client_id, "-", document=document)
    time.sleep(1)
    assert audience(rp.refresh(tokens["refresh_token"])) == provider.issuer


def test_a_pushed_request_keeps_them(party, session):
    asked = party.request()
    uri = party.post("pushed_authorization_request_endpoint", [*asked.items(), ("resource", PAYMENTS), ("resource", REGISTERS)]).json()["request_uri"]
    assert audience(redeem(party, party.open(session, asked, request_uri=uri))) == [PAYMENTS, REGISTERS]


@pytest.mark.parametrize("wrong", [["/relative"], ["https://a.example/#f"], "https://a.example", [1], ["https://*.example"]])
def test_what_can_be_registered(provider, shared_listener, wrong):
    with pytest.raises(RuntimeError, match="resources"):
        RelyingParty(provider, shared_listener, {"resources": wrong})
