"""The Python portals of docs/portals.md, each on a library that others wrote: sign-in, userinfo, refresh, logout."""
import time

import pytest
from authlib.integrations.requests_client import OAuth2Session

from blackbox.browser import Browser
from blackbox.history import events
from blackbox.relying_party import RelyingParty
from wsgi import Portal

KINDS = {
    "Authlib, client_secret_basic": ("authlib_flask.py", {"backchannel_logout_uri": "/backchannel-logout"}, {}),
    "Authlib, client_secret_post": (
        "authlib_flask.py", {"token_endpoint_auth_method": "client_secret_post", "backchannel_logout_uri": "/backchannel-logout"},
        {"AUTH_METHOD": "client_secret_post"}),
    "mozilla-django-oidc": ("django_oidc.py", {"redirect_uris": ["/oidc/callback/"]}, {}),
    "pyoidc": ("pyoidc_flask.py", {"require_pkce": False}, {}),
}


@pytest.fixture(scope="module", params=KINDS)
def portal(provider, request):
    file, registration, environment = KINDS[request.param]
    running = Portal(provider, file, registration, environment).start()
    yield running
    running.stop()


def enter(portal, browser):
    """Opens the portal's first page as somebody who is sent to sign in, and comes back."""
    page = browser.open(f"{portal.origin}/")
    assert page.url == f"{portal.origin}/" and page.status == 200, f"{page.url.split('?')[0]}: {page.text}\n{portal.log()}"
    return page


def leave(portal, browser):
    page = browser.fetch(f"{portal.origin}/")
    if form := page.form_with("leave"):
        return browser.submit(page, form, {"leave": "yes"})
    if portal.file.name == "pyoidc_flask.py":
        return browser.fetch(f"{portal.origin}/bye")
    return browser.post(f"{portal.origin}/sign-out", [])


def happened(portal, action):
    return len(events(portal.provider, action, client=portal.client["client_id"]))


def test_sign_in_and_userinfo(portal, browser):
    page = enter(portal, browser)
    assert browser.seen[0] == "sign-in"
    assert "Nguyễn Văn An" in page.body or "Nguy\\u1ec5n V\\u0103n An" in page.body
    assert happened(portal, "userinfo.released") > 0


def test_the_second_portal_asks_nothing(portal, browser, provider):
    other = Portal(provider, "authlib_flask.py").start()
    try:
        enter(other, browser)
        browser.seen.clear()
        enter(portal, browser)
        assert "sign-in" not in browser.seen
    finally:
        other.stop()


def test_refresh(portal, browser):
    page, before = enter(portal, browser), happened(portal, "token.refreshed")
    form = next((form for form in page.forms if form.action.endswith("/refresh")), None)
    page = browser.submit(page, form, {}) if form else browser.post(f"{portal.origin}/refresh", [])
    assert page.status == 200, portal.log()
    assert happened(portal, "token.refreshed") == before + 1


def test_logout(portal, browser):
    enter(portal, browser)
    page = leave(portal, browser)
    assert page.url.split("?")[0] == f"{portal.origin}/bye", f"{page.text}\n{portal.log()}"
    assert "signed out" in page.body
    browser.seen.clear()
    enter(portal, browser)
    assert "sign-in" in browser.seen, "the provider's session has ended too"


@pytest.mark.parametrize("portal", [name for name, kind in KINDS.items() if "backchannel_logout_uri" in kind[1]], indirect=True)
def test_logout_elsewhere_reaches_the_portal_by_the_back_channel(portal, browser, provider, listener):
    other = RelyingParty(provider, listener)
    enter(portal, browser)
    hint = other.sign_in(browser).id_token
    browser.open(other.end_session_url(id_token_hint=hint))
    stranger = Browser()
    stranger.session.cookies.update(browser.session.cookies)
    deadline = time.monotonic() + 20
    while stranger.fetch(f"{portal.origin}/").url == f"{portal.origin}/":
        assert time.monotonic() < deadline, f"still signed in: {portal.log()}"
        time.sleep(0.1)


def test_introspect_and_revoke_with_authlib(provider, listener, browser):
    """Authlib's plain client with the tokens of a sign-in."""
    rp = RelyingParty(provider, listener)
    token, metadata = rp.sign_in(browser).tokens, provider.metadata
    client = OAuth2Session(rp.client_id, rp.secret, token_endpoint=metadata["token_endpoint"], token=dict(token))
    known = client.introspect_token(metadata["introspection_endpoint"], token=token["access_token"], token_type_hint="access_token").json()
    assert known["active"] is True and known["client_id"] == rp.client_id
    assert client.get(metadata["userinfo_endpoint"]).status_code == 200
    assert client.revoke_token(metadata["revocation_endpoint"], token=token["access_token"]).status_code == 200
    assert client.introspect_token(metadata["introspection_endpoint"], token=token["access_token"]).json() == {"active": False}
    assert client.get(metadata["userinfo_endpoint"]).status_code == 401
