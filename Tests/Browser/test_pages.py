"""Every page of the provider in every state and both languages: light and dark, at 1280, 360 and 320 px."""

# What the console says of an error page's own status, and of the script that is kept away.
EXPECTED = ["status of 4", "status of 5", "ERR_BLOCKED_BY_CLIENT"]


def test_page(page_name, gallery, gallery_browser, pictures):
    browser, findings = gallery_browser, []
    browser.metrics(1280)
    browser.open(gallery.address(page_name))
    for scheme in ["light", "dark"]:
        browser.scheme(scheme)
        for width in [1280, 360, 320]:
            browser.metrics(width)
            found = [f"scrolls sideways by {browser.sideways()} px"] if browser.sideways() > 0 else []
            found += [f"small target {target}" for target in browser.small_targets()]
            # At 320 px the layout is that of 360 px: only what may overflow differs.
            found += browser.violations() if width != 320 else []
            findings += [f"{scheme} {width}: {finding}" for finding in found]
            if pictures and width != 320:
                browser.screenshot(pictures / f"{page_name}.{scheme}.{width}.png")
    for entry in browser.driver.get_log("browser"):
        if not any(known in entry["message"] for known in EXPECTED):
            findings.append(f"console: {entry['message']}")
    assert findings == []


def test_a_problem_takes_the_focus(gallery, gallery_browser):
    gallery_browser.open(gallery.address("sign-in-wrong.vi"))
    assert gallery_browser.focused().get_attribute("class") == "summary"
    gallery_browser.find(".summary a").click()
    assert gallery_browser.focused().get_attribute("id") == "password"


def test_text_enlarged_four_times_needs_no_sideways_scroll(gallery, gallery_browser):
    """WCAG 1.4.10: 1280 px at 400 % are 320 px of CSS, with twice the text size of the reader's own choice besides."""
    gallery_browser.metrics(640)
    for name in ["sign-in-missing.vi", "step-up-wrong.vi", "consent-offline.vi", "signed-out-partly.en", "error-untrusted_redirect.vi"]:
        gallery_browser.open(gallery.address(name))
        gallery_browser.driver.execute_script("document.documentElement.style.fontSize = '200%'")
        assert gallery_browser.sideways() <= 0, name
