"""A request is frozen when it is checked: what comes to its pages later changes nothing of it (THREATS §1.2, §2; CVE-2026-7571)."""
import urllib.parse

import pytest

from blackbox import people
from blackbox.browser import Browser

STRANGE = {
    "response_type": "token", "response_mode": "fragment", "redirect_uri": "https://evil.example/", "client_id": "evil", "scope": "openid admin",
    "state": "another", "nonce": "another", "prompt": "none", "code_challenge_method": "plain", "acr_values": "LoA4", "max_age": "0",
}


@pytest.fixture
def visitor(provider):
    return Browser(people.citizen(provider))


@pytest.fixture
def page(client, visitor):
    """The sign-in page of a sound request."""
    asked = client.request()
    client.listener.forget()
    shown = visitor.fetch(client.url(asked))
    shown.asked = asked
    return shown


def with_strange_parameters(address, names) -> str:
    parts = urllib.parse.urlsplit(address)
    extra = urllib.parse.urlencode({name: STRANGE[name] for name in names})
    return urllib.parse.urlunsplit(parts._replace(query=f"{parts.query}&{extra}" if parts.query else extra))


CASES = [(place, list(STRANGE)) for place in ("page", "form", "fields")] + [("page", [name]) for name in STRANGE]


@pytest.mark.parametrize("place, names", CASES, ids=lambda value: value if isinstance(value, str) else "+".join(value)[:30])
def test_parameters_at_a_later_step_count_for_nothing(client, visitor, page, names, place):
    """The journey ends as it was asked for, or with a page that refuses; never as the later step says."""
    form = page.form_with("password")
    if place == "page":
        reopened = visitor.fetch(with_strange_parameters(page.url, names))
        form = reopened.form_with("password") or form
    if place == "form":
        form.action = with_strange_parameters(form.action, names)
    pairs = form.filled({"identifier": visitor.person.identifier, "password": visitor.person.password})
    if place == "fields":
        pairs += [(name, STRANGE[name]) for name in names]
    ended = visitor.post(form.action, pairs)
    assert "evil.example" not in "".join(address for _, address, _ in visitor.hops[1:] if not address.startswith(client.provider.issuer))
    answer = client.answer(page.asked, ended)
    if answer.values is None:
        assert ended.status in (400, 403)
    else:
        client.complete(answer)


def test_an_answered_request_is_not_opened_again(client, visitor, page):
    """Back button, or a link that was kept: no second code."""
    ended = visitor.post(*signing_in(visitor, page))
    client.complete(client.answer(page.asked, ended))
    client.listener.forget()
    again = visitor.open(page.url)
    assert client.listener.deliveries == [] and again.status in (200, 400)


def test_another_browser_does_not_take_a_request_over(client, provider, page):
    """Session fixation the other way round: the attacker's request ends in the attacker's browser or nowhere."""
    victim = Browser(people.citizen(provider))
    victim.open(page.url)
    assert client.listener.at(client.callback) == []


def signing_in(visitor, page):
    form = page.form_with("password")
    return form.action, form.filled({"identifier": visitor.person.identifier, "password": visitor.person.password})
