"""Codes and refresh tokens under a race: one success, one successor (CONTRACT §5).

`IDP_RACES` is how many separate races each of the smaller tests runs.
"""
import json
import os
import urllib.parse

import pytest

from blackbox import people
from blackbox.browser import Browser
from blackbox.crowd import crowd
from blackbox.relying_party import RelyingParty, check_token_error

ATTEMPTS = 1_000
RACES = int(os.environ.get("IDP_RACES", "25"))
CONTENDERS = 4

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def portal(provider, shared_listener):
    return RelyingParty(provider, shared_listener, {"client_name": "Races"})


@pytest.fixture(scope="module")
def session(portal, person):
    browser = Browser(person)
    portal.sign_in(browser)
    return browser


def contend(rp, pairs, count):
    """The same token request `count` times at once: `(status, JSON)` of each."""
    form, headers = rp.authenticated(pairs)
    body = urllib.parse.urlencode(form).encode()
    headers = headers | {"Content-Type": "application/x-www-form-urlencoded"}
    path = rp.provider.path("token_endpoint")

    def call(connection, _):
        status, _, answer = rp.provider.send("POST", path, body, headers, connection)
        return status, json.loads(answer)

    return crowd(rp.provider, count, call)


def one_winner(results):
    winners = [values for status, values in results if status == 200]
    losers = {(status, values.get("error")) for status, values in results if status != 200}
    assert len(winners) == 1, f"{len(winners)} successes"
    assert losers == {(400, "invalid_grant")}
    return winners[0]


def test_one_code_redeemed_1000_times_at_once(portal, session):
    answer = portal.authorize(session)
    winner = one_winner(contend(portal, portal.code_grant(answer), ATTEMPTS))
    assert not portal.active(winner["access_token"]), "the second use revoked what the first gave"
    check_token_error(portal.refresh(winner["refresh_token"]), "invalid_grant")


def test_many_codes_each_redeemed_by_several_at_once(portal, session):
    for _ in range(RACES):
        one_winner(contend(portal, portal.code_grant(portal.authorize(session)), CONTENDERS))


def one_successor(portal, refresh_token, count):
    """All successes carry one successor; there is at least one; everything else is refused as such."""
    results = contend(portal, [("grant_type", "refresh_token"), ("refresh_token", refresh_token)], count)
    successors = {values["refresh_token"] for status, values in results if status == 200}
    assert len(successors) == 1, f"{len(successors)} successors"
    assert {(status, values["error"]) for status, values in results if status != 200} <= {(400, "invalid_grant")}
    return successors.pop()


def test_one_refresh_token_presented_1000_times_at_once(portal, session):
    first = portal.sign_in(session).refresh_token
    successor = one_successor(portal, first, ATTEMPTS)
    assert successor != first
    again = portal.tokens_of(portal.refresh(successor))
    assert portal.active(again["access_token"])


def test_many_refresh_tokens_each_presented_by_several_at_once(portal, session):
    refresh_token = portal.sign_in(session).refresh_token
    for _ in range(RACES):
        refresh_token = one_successor(portal, refresh_token, CONTENDERS)


def test_a_lost_answer_is_given_again_until_the_successor_is_used(portal, session):
    first = portal.sign_in(session).refresh_token
    successor = portal.tokens_of(portal.refresh(first))["refresh_token"]
    assert portal.tokens_of(portal.refresh(first))["refresh_token"] == successor, "within 10 s the same successor"
    newest = portal.tokens_of(portal.refresh(successor))["refresh_token"]
    check_token_error(portal.refresh(first), "invalid_grant")
    check_token_error(portal.refresh(newest), "invalid_grant")


def test_a_replay_ends_the_family(portal, session):
    signed_in = portal.sign_in(session)
    second = portal.tokens_of(portal.refresh(signed_in.refresh_token))
    third = portal.tokens_of(portal.refresh(second["refresh_token"]))
    check_token_error(portal.refresh(signed_in.refresh_token), "invalid_grant")
    assert not portal.active(third["access_token"])
    check_token_error(portal.refresh(third["refresh_token"]), "invalid_grant")


def test_another_sessions_tokens_survive_a_replay(portal, session, person):
    other = portal.sign_in(Browser(person))
    answer = portal.authorize(session)
    portal.complete(answer)
    check_token_error(portal.redeem(answer), "invalid_grant")
    assert portal.active(other.access_token)


def test_parallel_wrong_passwords_are_all_counted(provider, portal, person):
    """Guesses are counted before the secret is checked, so sending them at once gains nothing."""
    victim = people.citizen(provider)

    def guess(_, index):
        browser = Browser()
        page = browser.fetch(portal.url(portal.request()))
        answer = browser.submit(page, page.form_with("password"), {"identifier": victim.identifier, "password": f"wrong guess {index}"})
        return answer.text

    texts = crowd(provider, 24, guess, width=8)
    refused = browser_text(portal, victim)
    assert len(set(texts)) >= 2, "after the free tries the answer is to wait"
    assert refused, "and so it is for the right password from an unknown device"


def browser_text(portal, victim):
    """Whether a new device with the right password is made to wait."""
    answer = portal.authorize(Browser(victim))
    return answer.values is None and answer.page.status in (200, 400, 403, 429)
