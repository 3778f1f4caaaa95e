"""Who must prove themselves again does, and who walks away from that is refused (THREATS §2; CVE-2023-6787)."""
import time

import pytest

from blackbox import people
from blackbox.browser import Browser

DEMANDS = {"prompt=login": {"prompt": "login"}, "max_age=0": {"max_age": "0"}, "prompt and max_age": {"prompt": "login", "max_age": "0"}}


@pytest.fixture
def signed_in(client, provider):
    browser = Browser(people.citizen(provider))
    browser.first = client.sign_in(browser)
    browser.seen.clear()
    time.sleep(1.1)
    return browser


@pytest.mark.parametrize("demand", DEMANDS)
def test_the_password_is_asked_again(client, signed_in, demand):
    again = client.sign_in(signed_in, **DEMANDS[demand])
    assert signed_in.seen[0] == "sign-in"
    assert again.claims["auth_time"] > signed_in.first.claims["auth_time"]


@pytest.mark.parametrize("demand", DEMANDS)
def test_cancelling_gives_no_code(client, signed_in, demand):
    asked = client.request(**DEMANDS[demand])
    client.listener.forget()
    page = signed_in.fetch(client.url(asked))
    ended = signed_in.submit(page, page.form_with("decision"), {"decision": "deny"})
    assert client.answer(asked, ended).error == "access_denied"
    assert client.sign_in(signed_in, prompt="none").claims["auth_time"] == signed_in.first.claims["auth_time"], "and ends no session"


@pytest.mark.parametrize("demand", DEMANDS)
def test_coming_back_to_the_page_is_no_proof(client, signed_in, demand):
    """The session's cookie alone never answers the question, however often the address is opened."""
    asked = client.request(**DEMANDS[demand])
    client.listener.forget()
    first = signed_in.fetch(client.url(asked))
    for address in (first.url, client.url(asked)):
        assert signed_in.fetch(address).form_with("password") is not None
    assert client.listener.deliveries == []


def test_a_wrong_password_is_no_proof(client, signed_in):
    asked = client.request(prompt="login")
    client.listener.forget()
    page = signed_in.fetch(client.url(asked))
    signed_in.submit(page, page.form_with("password"), {"identifier": signed_in.person.identifier, "password": "quite another password"})
    signed_in.fetch(page.url)
    assert client.listener.deliveries == []


def test_nobody_else_answers_for_the_hinted_person(client, signed_in, provider):
    """`prompt=login` with a hint of one person, and another one signs in."""
    other = people.citizen(provider)
    signed_in.person = other
    answer = client.authorize(signed_in, prompt="login", id_token_hint=signed_in.first.id_token)
    assert answer.values is None or answer.values.get("error") == "login_required"
