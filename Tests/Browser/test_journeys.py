"""The main job in a real browser: one sign-in, every portal, one sign-out."""

import json
import urllib.request

import pytest
from selenium.webdriver.common.keys import Keys

MINISTRY, PROVINCE = 0, 1
PROBLEM = "[role=alert]"


class Journey:
    """What a person does, in the order in which they do it."""

    def __init__(self, browser, demo):
        self.browser, self.demo = browser, demo
        self.seen = []

    def at_provider(self):
        return self.browser.driver.current_url.startswith(self.demo.issuer + "/")

    def at_portal(self, index):
        return self.browser.driver.current_url.startswith(self.demo.portal(index) + "/")

    def session(self, index):
        """What the portal says of this browser, in its own words; the browser stays at that address."""
        self.browser.open(self.demo.portal(index) + "/session.json")
        return json.loads(self.browser.find("pre").text)

    def open_portal(self, index):
        self.browser.open(self.demo.portal(index) + "/")

    def begin(self, index):
        self.browser.open(self.demo.portal(index) + "/sign-in")

    def fill(self, identifier, password):
        self.browser.wait(lambda: self.browser.find("input[name=identifier]"), "the sign-in form")
        field = self.browser.find("input[name=identifier]")
        field.clear()
        field.send_keys(identifier)
        self.browser.find("input[name=password]").send_keys(password)

    def submit(self):
        self.browser.find("main form button").click()

    def sign_in(self, index):
        """From the portal to the provider and back, through the notice when there is one."""
        self.begin(index)
        self.fill(*self.demo.citizen())
        self.submit()
        self.pass_notice(index)

    def pass_notice(self, index):
        def arrived():
            if self.at_portal(index):
                return True
            allow = self.browser.find_all("button[name=decision][value=allow]")
            if self.at_provider() and allow:
                allow[0].click()
            return False
        self.browser.wait(arrived, f"portal {index}")

    def sign_out(self, index):
        self.open_portal(index)
        self.browser.find("form[action='/sign-out'] button").click()
        self.browser.wait(lambda: not self.browser.find_all("form[action='/sign-out']"), "the end of the sign-out")


@pytest.fixture
def journey(browser, demo):
    return Journey(browser, demo)


def assert_everywhere_signed_out(journey):
    """The portal that asked knows at once; the other is told behind the browser's back."""
    assert journey.session(MINISTRY)["signedIn"] is False
    journey.browser.wait(lambda: journey.session(PROVINCE)["signedIn"] is False, "the province's portal to be told of the sign-out")


def main_job(journey):
    journey.open_portal(MINISTRY)
    assert journey.session(MINISTRY)["signedIn"] is False
    journey.sign_in(MINISTRY)
    ministry = journey.session(MINISTRY)
    assert ministry["signedIn"] is True
    journey.begin(PROVINCE)
    # The second portal needs no input: at most its notice is read once, and no password is asked for.
    assert not journey.browser.find_all("input[name=password]")
    journey.pass_notice(PROVINCE)
    province = journey.session(PROVINCE)
    assert province["signedIn"] is True
    # Each agency sees a subject of its own.
    assert province["sub"] != ministry["sub"]
    journey.sign_out(MINISTRY)
    assert_everywhere_signed_out(journey)


def test_one_sign_in_every_portal_one_sign_out(journey):
    main_job(journey)


def test_second_portal_needs_no_input_and_no_click_once_its_notice_was_read(journey):
    journey.sign_in(MINISTRY)
    journey.begin(PROVINCE)
    journey.pass_notice(PROVINCE)
    journey.sign_out(PROVINCE)
    journey.sign_in(MINISTRY)
    journey.begin(PROVINCE)
    assert journey.at_portal(PROVINCE)
    assert journey.session(PROVINCE)["signedIn"] is True


def test_without_javascript(browser_without_javascript, demo):
    browser = browser_without_javascript
    browser.open("data:text/html,<title>off</title><script>document.title='on'</script>")
    assert browser.driver.title == "off"
    main_job(Journey(browser, demo))


def second_factor(journey):
    """A portal asks for more; the person is asked for what is missing alone."""
    journey.sign_in(MINISTRY)
    journey.open_portal(MINISTRY)
    before = journey.session(MINISTRY)
    journey.open_portal(MINISTRY)
    journey.browser.find("a[href='/sign-in?level=LoA2']").click()
    journey.browser.wait(lambda: journey.browser.find_all("input[name=code]"), "the code page")
    assert not journey.browser.find_all("input[name=password]")
    journey.browser.find("input[name=code]").send_keys("12345")
    journey.submit()
    journey.browser.wait(lambda: journey.browser.find(PROBLEM), "the problem")
    field = journey.browser.find("input[name=code]")
    assert field.get_attribute("value") == "" and field.get_attribute("aria-invalid") == "true"
    field.send_keys(journey.demo.code())
    journey.submit()
    journey.browser.wait(lambda: journey.at_portal(MINISTRY), "the portal")
    after = journey.session(MINISTRY)
    assert (before["acr"], after["acr"]) == ("LoA1", "LoA2")
    assert after["amr"] == ["pwd", "otp", "mfa"] and after["sub"] == before["sub"]


def test_a_second_factor_without_javascript(browser_without_javascript, demo):
    second_factor(Journey(browser_without_javascript, demo))


def test_turning_back_from_the_second_factor(journey):
    journey.sign_in(PROVINCE)
    journey.open_portal(PROVINCE)
    journey.browser.find("a[href='/sign-in?level=LoA2']").click()
    journey.browser.wait(lambda: journey.browser.find_all("input[name=code]"), "the code page")
    journey.browser.find("header nav a[hreflang=en]").click()
    journey.browser.wait(lambda: journey.browser.language() == "en", "the page in English")
    assert journey.browser.heading() == "Additional verification"
    journey.browser.find("button[name=decision][value=deny]").click()
    journey.browser.wait(lambda: journey.at_portal(PROVINCE), "the portal")
    assert journey.session(PROVINCE)["acr"] == "LoA1"


def test_in_english(journey):
    """The switch keeps the transaction: the sign-in goes on to the portal that asked."""
    journey.begin(MINISTRY)
    assert journey.browser.language() == "vi"
    journey.browser.find("header nav a[hreflang=en]").click()
    journey.browser.wait(lambda: journey.browser.language() == "en", "the page in English")
    assert journey.browser.heading() == "Sign in"
    journey.fill(journey.demo.citizen()[0], "not the password at all")
    journey.submit()
    journey.browser.wait(lambda: journey.browser.find(PROBLEM), "the problem")
    assert journey.browser.language() == "en"
    assert "incorrect" in journey.browser.find(PROBLEM).text
    journey.fill(*journey.demo.citizen())
    journey.submit()
    journey.pass_notice(MINISTRY)
    assert journey.session(MINISTRY)["signedIn"] is True


def test_keyboard_alone(journey):
    """Tab, letters and Enter, from the top of the page; what has the focus can be seen."""
    browser = journey.browser
    journey.begin(MINISTRY)
    browser.wait(lambda: browser.find("input[name=identifier]"), "the sign-in form")

    def tab_to(css):
        for _ in range(20):
            browser.focused().send_keys(Keys.TAB)
            focused = browser.focused()
            outline = focused.value_of_css_property("outline-style")
            assert outline != "none", f"no visible focus on {focused.get_attribute('outerHTML')[:120]}"
            if focused in browser.find_all(css):
                return focused
        raise AssertionError(f"{css} is not reached by keyboard")

    identifier, password = journey.demo.citizen()
    tab_to("input[name=identifier]").send_keys(identifier)
    tab_to("input[name=password]").send_keys(password, Keys.ENTER)
    browser.wait(lambda: journey.at_portal(MINISTRY) or browser.find_all("button[value=allow]"), "what follows the sign-in")
    if not journey.at_portal(MINISTRY):
        tab_to("button[value=allow]").send_keys(Keys.ENTER)
        browser.wait(lambda: journey.at_portal(MINISTRY), "the portal")
    assert journey.session(MINISTRY)["signedIn"] is True
    journey.open_portal(MINISTRY)
    tab_to("form[action='/sign-out'] button").send_keys(Keys.ENTER)
    browser.wait(lambda: not browser.find_all("form[action='/sign-out']"), "the end of the sign-out")
    assert journey.session(MINISTRY)["signedIn"] is False


def test_wrong_password_keeps_what_was_typed_and_says_why(journey):
    browser = journey.browser
    journey.begin(MINISTRY)
    identifier, password = journey.demo.citizen()
    journey.fill(identifier, password + "x")
    journey.submit()
    browser.wait(lambda: browser.find(PROBLEM), "the problem")
    assert browser.focused().get_attribute("class") == "summary"
    assert browser.find("input[name=identifier]").get_attribute("value") == identifier
    assert browser.find("input[name=password]").get_attribute("value") == ""
    assert browser.violations() == []
    journey.fill(identifier, password)
    journey.submit()
    journey.pass_notice(MINISTRY)
    assert journey.session(MINISTRY)["signedIn"] is True


def test_turning_back_at_the_sign_in_leads_to_the_portal_without_a_session(journey):
    journey.begin(MINISTRY)
    journey.browser.wait(lambda: journey.browser.find("button[value=deny]"), "the way back").click()
    journey.browser.wait(lambda: journey.at_portal(MINISTRY), "the portal")
    assert journey.session(MINISTRY)["signedIn"] is False


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_every_page_on_the_way_is_accessible_and_fits(journey, width, scheme, pictures):
    browser = journey.browser
    findings = []

    def look(name):
        found = browser.violations() + browser.small_targets()
        if browser.sideways() > 0:
            found.append(f"scrolls sideways by {browser.sideways()} px")
        findings.extend(f"{name}: {finding}" for finding in found)
        if pictures:
            browser.screenshot(pictures / f"journey-{name}.{scheme}.{width}.png")

    browser.metrics(width)
    browser.scheme(scheme)
    journey.open_portal(MINISTRY)
    look("portal")
    journey.begin(MINISTRY)
    browser.wait(lambda: browser.find("input[name=identifier]"), "the sign-in form")
    look("sign-in")
    journey.submit()
    browser.wait(lambda: browser.find(PROBLEM), "the problem")
    look("sign-in-missing")
    # A citizen of their own, whom the first of these journeys tells what the portal receives.
    journey.fill(*journey.demo.citizen(1))
    journey.submit()
    browser.wait(lambda: journey.at_portal(MINISTRY) or browser.find_all("button[value=allow]"), "what follows the sign-in")
    if not journey.at_portal(MINISTRY):
        look("notice")
    journey.pass_notice(MINISTRY)
    journey.open_portal(MINISTRY)
    look("portal-signed-in")
    browser.open(journey.demo.issuer + "/")
    look("home-signed-in")
    browser.open(journey.demo.issuer + "/no-such-page")
    look("not-found")
    browser.open(journey.demo.issuer + "/authorize?client_id=nobody")
    look("unknown-portal")
    sign_out = browser_metadata(journey)["end_session_endpoint"]
    browser.open(sign_out)
    browser.wait(lambda: browser.find("button[name=decision][value=allow]"), "the question")
    look("sign-out")
    browser.find("button[name=decision][value=allow]").click()
    browser.wait(lambda: browser.find(".verdict"), "the result")
    look("signed-out")
    browser.open(journey.demo.issuer + "/")
    look("home")
    assert findings == []


def browser_metadata(journey):
    with urllib.request.urlopen(journey.demo.issuer + "/.well-known/openid-configuration", timeout=10) as answer:
        return json.load(answer)


def test_signing_out_at_the_provider_names_the_portals(journey):
    """Without an `id_token_hint` it asks; afterwards it says at which portals the sign-out arrived."""
    browser = journey.browser
    journey.sign_in(MINISTRY)
    journey.begin(PROVINCE)
    journey.pass_notice(PROVINCE)
    browser.open(browser_metadata(journey)["end_session_endpoint"])
    browser.wait(lambda: browser.find("button[name=decision][value=deny]"), "the question").click()
    browser.wait(lambda: not browser.find_all("button[name=decision]"), "the answer to staying")
    assert journey.session(MINISTRY)["signedIn"] is True
    browser.open(browser_metadata(journey)["end_session_endpoint"])
    browser.wait(lambda: browser.find("button[name=decision][value=allow]"), "the question").click()
    browser.wait(lambda: browser.find(".verdict"), "the result")
    for index in (MINISTRY, PROVINCE):
        assert journey.demo.portal_name(index) in browser.text()
    for index in (MINISTRY, PROVINCE):
        browser.wait(lambda: journey.session(index)["signedIn"] is False, f"portal {index} to be told of the sign-out")


def test_sign_in_page_is_light(journey):
    """At most three requests and 30 kB, nothing from elsewhere."""
    browser = journey.browser
    journey.begin(MINISTRY)
    browser.wait(lambda: browser.find("input[name=identifier]"), "the sign-in form")
    loaded = browser.driver.execute_script(
        "return performance.getEntriesByType('resource').map(r => [r.name, r.encodedBodySize])"
        ".concat(performance.getEntriesByType('navigation').map(n => [n.name, n.encodedBodySize]))")
    assert len(loaded) <= 3
    assert sum(size for _, size in loaded) <= 30_000
    assert all(name.startswith(journey.demo.issuer) for name, _ in loaded)
