"""Apache with mod_auth_openidc: sign-in, claims, refresh, RP-initiated and back-channel logout."""
import html
import json
import time
import urllib.parse

import pytest

import apache

pytestmark = pytest.mark.skipif(apache.missing() is not None, reason=f"not installed: {apache.missing()}")


def registration(portal, name):
    return {
        "client_name": name,
        "redirect_uris": [portal.redirect_uri],
        "post_logout_redirect_uris": [f"{portal.origin}/bye.shtml"],
        "backchannel_logout_uri": f"{portal.redirect_uri}?logout=backchannel",
        "backchannel_logout_session_required": True,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "client_secret_basic",
        "scope": "openid profile email phone",
    }


def running(provider, name, response_mode="query"):
    portal = apache.Apache()
    client = provider.create_client(registration(portal, name))
    return portal.start(provider, client, response_mode)


@pytest.fixture(scope="module")
def ministry(provider):
    portal = running(provider, "Ministry")
    yield portal
    portal.stop()


@pytest.fixture(scope="module")
def province(provider):
    portal = running(provider, "Province", "form_post")
    yield portal
    portal.stop()


def environment(page) -> dict:
    """The variables that mod_auth_openidc gave to the protected page."""
    assert page.status == 200, page.text
    return dict(line.split("=", 1) for line in html.unescape(page.body).splitlines() if "=" in line)


def enter(browser, portal) -> dict:
    return environment(browser.open(f"{portal.origin}/protected/index.shtml"))


def info(browser, portal) -> dict:
    return json.loads(browser.fetch(f"{portal.redirect_uri}?info=json").body)


def outside(browser, portal) -> bool:
    """Whether the portal no longer has a session for this browser."""
    return browser.fetch(f"{portal.redirect_uri}?info=json").status == 401


def test_sign_in_gives_the_claims(ministry, browser, person):
    values = enter(browser, ministry)
    assert browser.seen[0] == "sign-in"
    assert values["REMOTE_USER"] == values["OIDC_CLAIM_sub"]
    assert values["OIDC_CLAIM_name"] == "Nguyễn Văn An"
    assert values["OIDC_CLAIM_email"] == person.account["email"]
    assert values["OIDC_CLAIM_email_verified"] in ("1", "true")
    assert values["OIDC_CLAIM_phone_number"].startswith("+84")
    assert values["OIDC_CLAIM_acr"] == "LoA1"


def test_single_sign_on_with_another_portal_by_form_post(ministry, province, browser):
    enter(browser, ministry)
    browser.seen.clear()
    enter(browser, province)
    assert "sign-in" not in browser.seen
    assert "form-post" in browser.seen


def test_refresh(ministry, browser):
    enter(browser, ministry)
    before = info(browser, ministry)
    query = urllib.parse.urlencode({"refresh": f"{ministry.origin}/bye.shtml", "access_token": before["access_token"]})
    page = browser.fetch(f"{ministry.redirect_uri}?{query}")
    assert page.url == f"{ministry.origin}/bye.shtml", "with an error_code the refresh has failed"
    after = info(browser, ministry)
    assert after["access_token"] != before["access_token"]
    assert after["refresh_token"] != before["refresh_token"]


def test_logout_started_at_the_portal(ministry, browser):
    enter(browser, ministry)
    page = browser.open(f"{ministry.redirect_uri}?{urllib.parse.urlencode({'logout': ministry.origin + '/bye.shtml'})}")
    assert page.url.startswith(f"{ministry.origin}/bye.shtml")
    assert outside(browser, ministry)
    browser.seen.clear()
    enter(browser, ministry)
    assert "sign-in" in browser.seen, "the provider's session has ended too"


def test_logout_elsewhere_reaches_the_portal_by_the_back_channel(ministry, province, browser):
    enter(browser, ministry)
    enter(browser, province)
    assert not outside(browser, province)
    browser.open(f"{ministry.redirect_uri}?{urllib.parse.urlencode({'logout': ministry.origin + '/bye.shtml'})}")
    deadline = time.monotonic() + 20
    while not outside(browser, province):
        assert time.monotonic() < deadline, f"still signed in at the other portal: {province.log()}"
        time.sleep(0.1)
