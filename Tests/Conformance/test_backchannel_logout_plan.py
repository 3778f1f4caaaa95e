"""oidcc-backchannel-rp-initiated-logout-certification-test-plan."""
import secrets
import time

import pytest

from blackbox import tokens
from blackbox.basic_modules import INTERFACE_NEEDED
from blackbox.browser import Browser
from blackbox.listener import Listener
from blackbox.provider import Provider
from blackbox.relying_party import RelyingParty
from blackbox import people


def portal(provider, listener, **members):
    return RelyingParty(provider, listener, {
        "client_name": "Certification back-channel",
        "backchannel_logout_uri": listener.origin + RelyingParty.backchannel,
        "backchannel_logout_session_required": True,
    } | members)


def logout_token(rp, delivery, signed_in):
    """The token of one delivery, checked against the ID token (Back-Channel Logout §2.4–§2.6)."""
    assert delivery.method == "POST" and delivery.query == []
    assert delivery.headers["Content-Type"].split(";")[0].strip() == "application/x-www-form-urlencoded"
    assert [name for name, _ in delivery.form] == ["logout_token"]
    values = tokens.check_logout_token(rp.provider, rp.client_id, dict(delivery.form)["logout_token"])
    assert values["sid"] == signed_in.claims["sid"]
    assert values.get("sub", signed_in.claims["sub"]) == signed_in.claims["sub"]
    return values


def test_oidcc_backchannel_logout_discovery_endpoint_verification(provider):
    assert provider.metadata["backchannel_logout_supported"] is True
    assert provider.metadata["backchannel_logout_session_supported"] is True
    assert provider.metadata["end_session_endpoint"].startswith(provider.issuer)


def test_oidcc_backchannel_rp_initiated_logout(provider, listener, browser):
    rp = portal(provider, listener)
    signed_in = rp.sign_in(browser)
    state = secrets.token_urlsafe(96)
    listener.forget()
    browser.open(rp.end_session_url(
        id_token_hint=signed_in.id_token, post_logout_redirect_uri=rp.post_logout_redirect_uri, state=state))
    assert listener.wait_for(rp.signed_out)[0].query == [("state", state)]
    logout_token(rp, listener.wait_for(rp.backchannel)[0], signed_in)
    assert rp.authorize(browser, prompt="none").error in INTERFACE_NEEDED


# Beyond the plan: every portal of the session, once, and durably


def test_every_portal_of_the_session_is_told_and_no_other(provider, person):
    listeners = [Listener() for _ in range(3)]
    portals = [portal(provider, listener) for listener in listeners]
    browser, elsewhere = Browser(person), Browser(person)
    signed_in = [rp.sign_in(browser) for rp in portals[:2]]
    portals[2].sign_in(elsewhere)
    for listener in listeners:
        listener.forget()
    browser.open(portals[0].end_session_url(id_token_hint=signed_in[0].id_token))
    seen = [logout_token(rp, rp.listener.wait_for(rp.backchannel)[0], one)["jti"] for rp, one in zip(portals, signed_in)]
    assert len(set(seen)) == 2
    time.sleep(1)
    assert listeners[2].deliveries == [], "another session's portal hears nothing"
    assert [len(listener.at(RelyingParty.backchannel)) for listener in listeners[:2]] == [1, 1]
    for listener in listeners:
        listener.close()


def test_a_refused_delivery_is_tried_again(provider, listener, browser):
    rp = portal(provider, listener)
    signed_in = rp.sign_in(browser)
    listener.forget()
    listener.answers[rp.backchannel] = [503]
    browser.open(rp.end_session_url(id_token_hint=signed_in.id_token))
    for delivery in listener.wait_for(rp.backchannel, count=2, timeout=60):
        logout_token(rp, delivery, signed_in)


def test_a_delivery_that_is_due_survives_kill_9(tmp_path, listener):
    provider = Provider(tmp_path / "provider").start()
    try:
        rp = portal(provider, listener)
        browser = Browser(people.citizen(provider))
        signed_in = rp.sign_in(browser)
        listener.forget()
        listener.answers[rp.backchannel] = [503] * 3
        browser.open(rp.end_session_url(id_token_hint=signed_in.id_token))
        listener.wait_for(rp.backchannel)
        provider.kill()
        before = len(listener.at(rp.backchannel))
        listener.answers[rp.backchannel] = []
        provider.start()
        logout_token(rp, listener.wait_for(rp.backchannel, count=before + 1, timeout=60)[-1], signed_in)
        assert rp.authorize(browser, prompt="none").error in INTERFACE_NEEDED
    finally:
        provider.stop()


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_the_token_is_signed_as_the_client_registered(provider, listener, browser, algorithm):
    rp = portal(provider, listener, id_token_signed_response_alg=algorithm)
    signed_in = rp.sign_in(browser, algorithm=algorithm)
    listener.forget()
    browser.open(rp.end_session_url(id_token_hint=signed_in.id_token))
    delivery = listener.wait_for(rp.backchannel)[0]
    assert tokens.header(dict(delivery.form)["logout_token"])["alg"] == algorithm
