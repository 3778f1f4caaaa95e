"""oidcc-frontchannel-rp-initiated-logout-certification-test-plan."""
import secrets
import urllib.parse
from html.parser import HTMLParser

import pytest

from blackbox import people
from blackbox.basic_modules import INTERFACE_NEEDED
from blackbox.browser import Browser
from blackbox.relying_party import RelyingParty

FRONT_CHANNEL = "/frontchannel_logout"


class Frames(HTMLParser):
    """The addresses that a browser loads into frames of a page."""

    def __init__(self, body):
        super().__init__()
        self.addresses = []
        self.feed(body)

    def handle_starttag(self, tag, attributes):
        if tag == "iframe":
            self.addresses.append(dict(attributes)["src"])


class Framing(Browser):
    """Loads the frames of every page that it shows, with cookies, as a browser does before the person goes on."""

    def _next(self, page, decision, answered):
        for address in Frames(page.body).addresses:
            self.session.get(urllib.parse.urljoin(page.url, address), timeout=60)
        return super()._next(page, decision, answered)


@pytest.fixture(autouse=True)
def served(provider):
    assert "frontchannel_logout_supported" in provider.metadata


@pytest.fixture
def browser(provider):
    return Framing(people.citizen(provider))


def portal(provider, listener, path=FRONT_CHANNEL, **members):
    return RelyingParty(provider, listener, {
        "client_name": "Certification front-channel", "frontchannel_logout_uri": listener.origin + path,
        "frontchannel_logout_session_required": True} | members)


def test_oidcc_frontchannel_logout_discovery_endpoint_verification(provider):
    assert provider.metadata["frontchannel_logout_supported"] is True
    assert provider.metadata["frontchannel_logout_session_supported"] is True
    assert provider.metadata["end_session_endpoint"].startswith(provider.issuer)


def went_on(rp, page):
    """Where the sign-out page sends the person who does not wait for anything."""
    return [link for link in page.links if link.startswith(rp.post_logout_redirect_uri)]


def test_oidcc_frontchannel_rp_initiated_logout(provider, listener, browser):
    rp = portal(provider, listener)
    signed_in = rp.sign_in(browser)
    state = secrets.token_urlsafe(96)
    listener.forget()
    page = browser.open(rp.end_session_url(
        id_token_hint=signed_in.id_token, post_logout_redirect_uri=rp.post_logout_redirect_uri, state=state))
    delivery = listener.wait_for(FRONT_CHANNEL)[0]
    assert delivery.method == "GET"
    assert sorted(delivery.query) == [("iss", provider.issuer), ("sid", signed_in.claims["sid"])]
    if not (returned := listener.at(rp.signed_out)):
        browser.fetch(went_on(rp, page)[0])
        returned = listener.at(rp.signed_out)
    assert returned[0].query == [("state", state)]
    assert rp.authorize(browser, prompt="none").error in INTERFACE_NEEDED


# Beyond the plan


def test_a_registered_query_stays(provider, listener, browser):
    rp = portal(provider, listener, path=f"{FRONT_CHANNEL}?portal=1")
    signed_in = rp.sign_in(browser)
    listener.forget()
    browser.open(rp.end_session_url(id_token_hint=signed_in.id_token))
    assert dict(listener.wait_for(FRONT_CHANNEL)[0].query) == {"portal": "1", "iss": provider.issuer, "sid": signed_in.claims["sid"]}


def test_only_portals_of_the_session_are_framed(provider, listener, browser):
    rp, stranger = portal(provider, listener), portal(provider, listener, path="/stranger")
    signed_in = rp.sign_in(browser)
    stranger.sign_in(Browser(people.citizen(provider)))
    listener.forget()
    page = browser.open(rp.end_session_url(id_token_hint=signed_in.id_token))
    listener.wait_for(FRONT_CHANNEL)
    assert listener.at("/stranger") == []
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    sources = next(part.split()[1:] for part in map(str.strip, policy.split(";")) if part.startswith("frame-src"))
    assert sources == [listener.origin] or sources == [listener.origin + FRONT_CHANNEL], "frames of these portals and no others"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://portal.example.vn/logout#x", "data:text/html,x", "http://portal.example.vn/"])
def test_an_address_that_is_no_portals_is_not_registered(provider, listener, address):
    with pytest.raises(RuntimeError, match="frontchannel_logout_uri"):
        RelyingParty(provider, listener, {"frontchannel_logout_uri": address})
