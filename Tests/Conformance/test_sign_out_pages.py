"""What the pages of a sign-out say, load and lead to."""
import html
import re
import secrets
import urllib.parse

import pytest

from blackbox.basic_modules import INTERFACE_NEEDED
from blackbox.browser import Browser
from blackbox.listener import Listener
from blackbox.relying_party import RelyingParty

FRONT = "/frontchannel_logout"


def portal(provider, listener, **members):
    return RelyingParty(provider, listener, {
        "client_name": "Front-channel portal", "frontchannel_logout_uri": listener.origin + FRONT,
        "frontchannel_logout_session_required": True,
    } | members)


def frames(page) -> list[str]:
    return [html.unescape(source) for source in re.findall(r'<iframe src="([^"]*)"', page.body)]


def onward(page) -> str | None:
    found = re.search(r'<meta http-equiv="refresh" content="\d+; url=([^"]*)">', page.body)
    return html.unescape(found.group(1)) if found else None


def directive(page, name) -> list[str]:
    for part in page.headers["Content-Security-Policy"].split(";"):
        words = part.split()
        if words and words[0] == name:
            return words[1:]
    return []


def test_the_page_leads_on_after_its_frames(provider, listener, browser):
    rp = portal(provider, listener)
    signed_in = rp.sign_in(browser)
    state = secrets.token_urlsafe(32)
    listener.forget()
    page = browser.open(rp.end_session_url(
        id_token_hint=signed_in.id_token, post_logout_redirect_uri=rp.post_logout_redirect_uri, state=state))
    assert page.status == 200 and listener.at(rp.signed_out) == [], "the frames come first"
    source, = frames(page)
    parts = urllib.parse.urlsplit(source)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == listener.origin + FRONT
    assert dict(urllib.parse.parse_qsl(parts.query)) == {"iss": provider.issuer, "sid": signed_in.claims["sid"]}
    assert directive(page, "frame-src") == [listener.origin]
    assert onward(page) == f"{rp.post_logout_redirect_uri}?state={state}"
    assert f'href="{html.escape(onward(page))}"' in page.body, "a link for who does not want to wait"
    browser.open(onward(page))
    assert listener.wait_for(rp.signed_out)[0].query == [("state", state)]
    assert rp.authorize(browser, prompt="none").error in INTERFACE_NEEDED


def test_every_portal_of_the_session_is_loaded_and_no_other(provider, person):
    listeners = [Listener() for _ in range(3)]
    portals = [
        portal(provider, listeners[0], client_name="Cổng một"),
        portal(provider, listeners[1], frontchannel_logout_uri=listeners[1].origin + FRONT + "?portal=2"),
        portal(provider, listeners[2]),
    ]
    browser, elsewhere = Browser(person), Browser(person)
    signed_in = [rp.sign_in(browser) for rp in portals[:2]]
    portals[2].sign_in(elsewhere)
    page = browser.open(portals[0].end_session_url(id_token_hint=signed_in[0].id_token))
    sids = [dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(source).query))["sid"] for source in frames(page)]
    assert set(sids) == {one.claims["sid"] for one in signed_in}, "each portal's own name for the session"
    assert any(source.startswith(listeners[1].origin + FRONT + "?portal=2&iss=") for source in frames(page))
    assert set(directive(page, "frame-src")) == {listener.origin for listener in listeners[:2]}
    assert onward(page) is None and directive(page, "script-src") == []
    assert "Cổng một" in page.body and page.body.count("Đã gửi yêu cầu</span>") == 2
    for listener in listeners:
        listener.close()


def test_the_result_says_who_confirmed_and_who_did_not(provider, person):
    listeners = [Listener() for _ in range(3)]
    back = {"frontchannel_logout_uri": None}
    confirming = portal(provider, listeners[0], client_name="Cổng xác nhận", backchannel_logout_uri=listeners[0].origin + "/back", **back)
    refusing = portal(provider, listeners[1], client_name="Cổng từ chối", backchannel_logout_uri=listeners[1].origin + "/back", **back)
    silent = RelyingParty(provider, listeners[2], {"client_name": "Cổng im lặng"})
    listeners[1].answers["/back"] = [503]
    browser = Browser(person)
    signed_in = [rp.sign_in(browser) for rp in (confirming, refusing, silent)]
    page = browser.open(confirming.end_session_url(id_token_hint=signed_in[0].id_token))
    states = dict(re.findall(r"<li>([^<]+) <span class=\"\w+\">([^<]+)</span></li>", page.body))
    assert states == {"Cổng xác nhận": "Đã đăng xuất", "Cổng từ chối": "Chưa xác nhận", "Cổng im lặng": "Chưa xác nhận"}
    assert frames(page) == [] and directive(page, "frame-src") == []
    for listener in listeners:
        listener.close()


def test_the_question_names_the_portals_in_use(provider, listener, person):
    rps = [RelyingParty(provider, listener, {"client_name": f"Cổng số {number}", "client_name#en": f"Portal {number}"}) for number in (1, 2)]
    browser = Browser(person)
    for rp in rps:
        rp.sign_in(browser)
    end = provider.endpoint("end_session_endpoint")
    page = browser.fetch(end)
    assert sorted(re.findall(r"<li>([^<]+)</li>", page.body)) == ["Cổng số 1", "Cổng số 2"]
    page = browser.fetch(end + "?ui_locales=en")
    assert sorted(re.findall(r"<li>([^<]+)</li>", page.body)) == ["Portal 1", "Portal 2"]
    assert "<li>" not in Browser().fetch(end).body


def test_a_portal_that_is_told_by_both_channels_counts_by_what_it_confirmed(provider, listener, browser):
    rp = portal(provider, listener, backchannel_logout_uri=listener.origin + "/back")
    signed_in = rp.sign_in(browser)
    page = browser.open(rp.end_session_url(id_token_hint=signed_in.id_token))
    assert len(frames(page)) == 1 and "Đã gửi yêu cầu</span>" not in page.body
    assert listener.wait_for("/back")


def test_a_sign_out_that_is_asked_for_again_ends_the_same(provider, listener, browser):
    """A reload, or a second click: the frames load again, which portals must bear, and the person is led on all the same."""
    rp = portal(provider, listener)
    signed_in = rp.sign_in(browser)
    asked = rp.end_session_url(id_token_hint=signed_in.id_token, post_logout_redirect_uri=rp.post_logout_redirect_uri)
    first, second = browser.open(asked), browser.open(asked)
    assert frames(first) == frames(second) and onward(first) == onward(second) == rp.post_logout_redirect_uri


def test_without_a_session_nothing_is_loaded(provider, listener):
    rp = portal(provider, listener)
    page = Browser().open(provider.endpoint("end_session_endpoint"))
    assert page.status == 200 and frames(page) == [] and rp.client_id not in page.body


@pytest.mark.parametrize("address", [
    "https://elsewhere.example.vn/logout", "http://portal.example.vn/logout", "javascript:alert(1)", "{origin}/logout#x", "data:text/html,x", "//x/",
    "{origin}0/logout", 7,
])
def test_a_foreign_frame_is_not_registered(provider, client, address):
    document = client.default_registration() | {
        "frontchannel_logout_uri": address.replace("{origin}", client.listener.origin) if isinstance(address, str) else address}
    completed = provider.run("client", "create", "-", document=document)
    assert completed.returncode == 1 and "frontchannel_logout_uri" in completed.stderr
