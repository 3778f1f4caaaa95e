"""Permission for one matter (RFC 9396)."""
import json

import pytest

from blackbox.browser import Browser
from blackbox.relying_party import RelyingParty, check_token_error
from blackbox.tokens import claims

PLACE = "https://api.example.vn/dossiers"
DETAIL = {"type": "dossier", "actions": ["read", "supplement"], "identifier": "H26.17-260101-0001", "locations": [PLACE]}


@pytest.fixture(scope="module")
def party(provider, shared_listener):
    return RelyingParty(provider, shared_listener, {
        "client_name": "Details", "authorization_details_types": ["dossier"], "resources": [PLACE]})


@pytest.fixture
def session(party, browser):
    party.sign_in(browser)
    browser.seen.clear()
    return browser


def authorize(party, browser, details, **parameters):
    text = details if isinstance(details, str) else json.dumps(details)
    return party.authorize(browser, authorization_details=text, **parameters)


def test_the_person_sees_it_and_the_tokens_say_it(party, session):
    assert party.provider.metadata["authorization_details_types_supported"] == ["dossier"]
    answer = authorize(party, session, [DETAIL], ui_locales="en")
    assert session.seen == ["decision"]
    page = next(page for page in session.pages[::-1] if page.form_with("decision"))
    assert "Dossier H26.17-260101-0001" in page.text and "read, supplement" in page.text
    values = party.tokens_of(party.redeem(answer))
    assert values["authorization_details"] == [DETAIL] == claims(values["access_token"])["authorization_details"]
    assert party.introspect(values["access_token"])["authorization_details"] == [DETAIL]
    assert "authorization_details" not in claims(values["id_token"])


def test_each_matter_is_asked_for_anew(party, session):
    for _ in range(2):
        assert authorize(party, session, [DETAIL]).code
    assert session.seen == ["decision", "decision"]
    assert authorize(party, session, [DETAIL], prompt="none").error == "consent_required"


def test_who_declines_gives_nothing(party, session):
    session.open(party.url(party.request(authorization_details=json.dumps([DETAIL]))), decision="deny")
    assert party.listener.take(party.callback).query[0] == ("error", "access_denied")


def test_all_dossiers_without_openid(party, session):
    answer = authorize(party, session, [{"type": "dossier", "actions": ["read"]}], scope=None, nonce=None)
    page = next(page for page in session.pages[::-1] if page.form_with("decision"))
    assert "Mọi hồ sơ của quý vị" in page.text
    values = party.tokens_of(party.redeem(answer))
    assert values["authorization_details"] == [{"type": "dossier", "actions": ["read"]}] and "id_token" not in values
    assert party.userinfo(values["access_token"]).status_code in (401, 403)


WRONG = {
    "text": "x", "an object": DETAIL, "nothing": [], "a text inside": ["dossier"], "no type": [{"actions": ["read"]}], "another type": [{"type": "payment"}],
    "type that is no text": [{"type": 1}], "type in capitals": [DETAIL | {"type": "Dossier"}], "no actions": [{"type": "dossier"}],
    "empty actions": [DETAIL | {"actions": []}], "another action": [DETAIL | {"actions": ["delete"]}], "an action twice": [DETAIL | {"actions": ["read", "read"]}],
    "another member": [DETAIL | {"amount": 1}], "another place": [DETAIL | {"locations": ["https://api.example.vn/other"]}],
    "place that is no address": [DETAIL | {"locations": ["x"]}], "no place": [DETAIL | {"locations": []}], "markup": [DETAIL | {"identifier": "<b>"}],
    "long": [DETAIL | {"identifier": "x" * 65}], "number": [DETAIL | {"identifier": 1}], "too many": [DETAIL] * 17,
    "a name twice": '[{"type":"dossier","type":"dossier","actions":["read"]}]', "deep": "[" * 2000,
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_exist_is_refused(party, session, case):
    assert authorize(party, session, WRONG[case]).error == "invalid_authorization_details"


def test_types_that_are_not_registered(client, browser):
    assert authorize(client, browser, [DETAIL]).error == "invalid_authorization_details"
    with pytest.raises(RuntimeError, match="authorization_details_types"):
        RelyingParty(client.provider, client.listener, {"authorization_details_types": ["payment"]})


def test_a_token_for_less(party, session):
    other = {"type": "dossier", "actions": ["submit"]}
    answer = authorize(party, session, [DETAIL, other], scope="openid offline_access")
    values = party.tokens_of(party.redeem(answer))
    assert values["authorization_details"] == [DETAIL, other]
    less = party.refresh(values["refresh_token"], authorization_details=json.dumps([other]))
    assert less.json()["authorization_details"] == [other] == claims(less.json()["access_token"])["authorization_details"]
    more = party.refresh(less.json()["refresh_token"], authorization_details=json.dumps([other | {"actions": ["read"]}]))
    check_token_error(more, "invalid_authorization_details")
    again = party.refresh(less.json()["refresh_token"])
    assert again.json()["authorization_details"] == [DETAIL, other], "what was granted stays granted"
