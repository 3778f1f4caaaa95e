"""A headless Chromium, and what the tests ask it: device metrics, colour scheme, axe-core, keyboard, overflow."""

import base64
import importlib.util
import pathlib
import time

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

# Rules of WCAG 2.0 to 2.2, A and AA, and axe-core's best practices.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


def axe_source():
    """The text of axe-core as the package bundles it; the package is found without importing it, since that needs Playwright."""
    package = importlib.util.find_spec("axe_playwright_python")
    return (pathlib.Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8")


class Browser:
    """One browser with its own empty profile."""

    def __init__(self, javascript=True):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars", "--lang=vi"]:
            options.add_argument(argument)
        if not javascript:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.driver.set_page_load_timeout(30)
        self.driver.set_script_timeout(30)
        self.axe = axe_source()

    def close(self):
        self.driver.quit()

    # What is shown

    def metrics(self, width, height=800, scale=1):
        """Emulates a screen; a real window is never narrower than 500 px."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600})

    def scheme(self, value):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": value}, {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def open(self, address):
        self.driver.get(address)

    def text(self):
        return self.driver.find_element(By.TAG_NAME, "body").text

    def heading(self):
        return self.driver.find_element(By.TAG_NAME, "h1").text

    def language(self):
        return self.driver.find_element(By.TAG_NAME, "html").get_attribute("lang")

    def screenshot(self, file, full=True):
        """Saves a picture of the whole page."""
        data = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": full})
        pathlib.Path(file).write_bytes(base64.b64decode(data["data"]))

    # What is done

    def find(self, css):
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def find_all(self, css):
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def wait(self, condition, what, seconds=15):
        """Returns the first true answer of the condition; fails with the page's address and text."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                answer = condition()
            except (NoSuchElementException, StaleElementReferenceException):
                # A page that is being replaced has no elements for a moment.
                answer = None
            if answer:
                return answer
            time.sleep(0.05)
        raise AssertionError(f"waited {seconds} s for {what}; at {self.driver.current_url}:\n{self.text()}")

    # What is judged

    def violations(self):
        """axe-core's findings, one line each."""
        self.driver.execute_script("if (!window.axe) { %s }" % self.axe)
        result = self.driver.execute_async_script(
            "const done = arguments[1]; axe.run(document, {runOnly: {type: 'tag', values: arguments[0]}, resultTypes: ['violations']})"
            ".then(r => done(r.violations), e => done([{id: 'axe failed: ' + e, nodes: []}]))", AXE_TAGS)
        return [f"{v['id']}: {node['html'][:160]}" for v in result for node in (v["nodes"] or [{"html": ""}])]

    def sideways(self):
        """By how many pixels the page is wider than the screen."""
        return self.driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def small_targets(self, least=24, main=44):
        """Links and controls below the sizes of WCAG 2.5.8; links inside a sentence are excepted there."""
        return self.driver.execute_script(
            """const [least, main] = arguments, found = [];
            for (const e of document.querySelectorAll('a, button, input:not([type=hidden]), summary')) {
              const box = e.getBoundingClientRect(), style = getComputedStyle(e);
              if (!box.height || e.classList.contains('skip')) continue;
              const inSentence = e.tagName === 'A' && style.display === 'inline';
              const limit = e.tagName === 'BUTTON' || e.tagName === 'INPUT' || e.classList.contains('button') ? main : least;
              if (!inSentence && (box.height < limit || box.width < least)) found.push(e.outerHTML.slice(0, 120));
            }
            return found""", least, main)

    def focused(self):
        return self.driver.switch_to.active_element
