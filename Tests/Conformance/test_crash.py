"""`kill -9` under load, then a restart: nothing acknowledged is lost, nothing is usable twice (CONTRACT §5).

`IDP_CRASHES` is how many times.
"""
import os
import random
import threading
import time
from dataclasses import dataclass, field

import pytest
import requests

from blackbox import people
from blackbox.browser import Browser
from blackbox.listener import Listener
from blackbox.provider import Provider
from blackbox.relying_party import RelyingParty

CRASHES = int(os.environ.get("IDP_CRASHES", "5"))
WORKERS = 6
LOST = (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError, requests.exceptions.Timeout)

pytestmark = pytest.mark.timeout(3600)


@dataclass
class Journey:
    """What one worker was told before the power went: each field is set only after an answer had arrived."""

    browser: Browser
    portal: RelyingParty
    signed_in: bool = False
    leaving: bool = False
    left: bool = False
    issued: list = field(default_factory=list)      # answers whose code nobody has tried
    tried: list = field(default_factory=list)       # answers whose code was sent, but not answered for
    redeemed: list = field(default_factory=list)    # answers whose code gave tokens
    active: list = field(default_factory=list)      # access tokens of this session
    revoked: list = field(default_factory=list)     # tokens whose revocation was answered
    revoking: list = field(default_factory=list)
    refresh: str | None = None                      # the last refresh token received
    spent: list = field(default_factory=list)       # refresh tokens whose successor was used
    previous: str | None = None
    presented: bool = False                         # the last refresh token was presented, without an answer
    id_token: str | None = None


class Worker(threading.Thread):
    """Signs in, collects codes and tokens, refreshes, revokes and now and then signs out, until the server is gone."""

    def __init__(self, portal, person, seed):
        super().__init__(daemon=True)
        self.portal, self.person, self.random = portal, person, random.Random(seed)
        self.journeys, self.failure = [], None

    def run(self):
        try:
            while True:
                self.travel()
        except LOST:
            pass
        except BaseException as failure:  # handed to the test, which raises it
            self.failure = failure

    def travel(self):
        journey = Journey(Browser(self.person), self.portal)
        self.journeys.append(journey)
        answer = self.portal.authorize(journey.browser)
        journey.signed_in = True
        self.redeem(journey, answer)
        for _ in range(self.random.randrange(2, 8)):
            self.random.choice([self.ask, self.refresh, self.revoke])(journey)
        if self.random.random() < 0.5:
            self.leave(journey)

    def redeem(self, journey, answer):
        journey.tried.append(answer)
        values = self.portal.tokens_of(self.portal.redeem(answer))
        journey.tried.remove(answer)
        journey.redeemed.append(answer)
        journey.active.append(values["access_token"])
        journey.refresh, journey.previous, journey.id_token = values["refresh_token"], None, values["id_token"]

    def ask(self, journey):
        journey.issued.append(self.portal.authorize(journey.browser, prompt="none"))
        journey.issued[-1].code

    def refresh(self, journey):
        journey.presented = True
        values = self.portal.tokens_of(self.portal.refresh(journey.refresh))
        if journey.previous:
            journey.spent.append(journey.previous)
        journey.previous, journey.refresh, journey.presented = journey.refresh, values["refresh_token"], False
        journey.active.append(values["access_token"])

    def revoke(self, journey):
        if len(journey.active) < 2:
            return
        token = journey.active.pop()
        journey.revoking.append(token)
        assert self.portal.revoke(token).status_code == 200
        journey.revoking.remove(token)
        journey.revoked.append(token)

    def leave(self, journey):
        journey.leaving = True
        journey.browser.open(self.portal.end_session_url(id_token_hint=journey.id_token))
        journey.left = True


def check(journey):
    """What the restarted server must still know."""
    portal = journey.portal
    for token in journey.revoked:
        assert not portal.active(token), "an acknowledged revocation holds"
    if journey.left:
        check_left(journey)
    elif not journey.leaving and journey.signed_in:
        check_alive(journey)
    # Codes last: a second use takes the tokens of the first with it.
    for answer in journey.redeemed:
        assert portal.redeem(answer).status_code == 400, "a redeemed code stays redeemed"
    for answer in journey.tried + journey.issued:
        results = [portal.redeem(answer).status_code for _ in range(2)]
        assert results.count(200) <= 1, "no code twice"
        if answer in journey.issued and not journey.leaving:
            assert results[0] == 200, "an acknowledged code is not lost"


def check_left(journey):
    portal = journey.portal
    assert "error" in (portal.authorize(journey.browser, prompt="none").values or {}), "an acknowledged sign-out holds"
    for token in journey.active:
        assert not portal.active(token)
    if journey.refresh:
        assert portal.refresh(journey.refresh).status_code == 400


def check_alive(journey):
    portal = journey.portal
    assert portal.authorize(journey.browser, prompt="none").code, "an acknowledged session is not lost"
    for token in journey.active:
        assert portal.active(token), "an acknowledged token is not lost"
    if journey.refresh:
        check_refresh(journey)
    for spent in journey.spent[-1:]:
        assert portal.refresh(spent).status_code == 400, "a spent refresh token stays spent"


def check_refresh(journey):
    """One successor at most; none only where a first answer was lost more than 10 s ago, so that this is a replay."""
    responses = [journey.portal.refresh(journey.refresh) for _ in range(2)]
    successors = {response.json()["refresh_token"] for response in responses if response.status_code == 200}
    assert len(successors) == 1 or (journey.presented and not successors), "the last refresh token has one successor"
    for successor in successors:
        assert journey.portal.refresh(successor).status_code == 200


def test_kill_9_under_load(tmp_path):
    provider = Provider(tmp_path / "provider").start()
    listeners = [Listener() for _ in range(WORKERS)]
    citizens = [people.citizen(provider) for _ in range(WORKERS)]
    portals = [RelyingParty(provider, listener, {"client_name": "Crash"}) for listener in listeners]
    clock = random.Random(20261121)
    acknowledged = 0
    for crash in range(CRASHES):
        workers = [Worker(portal, person, crash * 100 + index) for index, (portal, person) in enumerate(zip(portals, citizens))]
        for worker in workers:
            worker.start()
        time.sleep(clock.uniform(0.8, 3.0))
        provider.kill()
        for worker in workers:
            worker.join(90)
            if worker.failure:
                raise worker.failure
        provider.start()
        for journey in (journey for worker in workers for journey in worker.journeys):
            acknowledged += len(journey.redeemed) + len(journey.issued)
            check(journey)
        provider.command("audit", "verify")
    assert acknowledged > CRASHES, "there was load"
    assert provider.stop() == 0
    for listener in listeners:
        listener.close()
