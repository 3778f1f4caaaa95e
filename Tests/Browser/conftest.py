import os
import pathlib

import pytest

from browser import Browser
from demo import Demo
from gallery import Gallery


def pytest_generate_tests(metafunc):
    """One test for every page that the gallery's folder holds."""
    if "page_name" in metafunc.fixturenames:
        folder = os.environ.get("PAGE_GALLERY")
        names = sorted(file.name.removesuffix(".html") for file in pathlib.Path(folder).glob("*.html")) if folder else []
        metafunc.parametrize("page_name", names)


@pytest.fixture(scope="session")
def pictures():
    """Where to put screenshots, if they are wanted."""
    folder = os.environ.get("PICTURES")
    if folder:
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    return pathlib.Path(folder) if folder else None


@pytest.fixture(scope="session")
def gallery():
    gallery = Gallery(os.environ["PAGE_GALLERY"])
    yield gallery
    gallery.close()


@pytest.fixture(scope="session")
def gallery_browser():
    browser = Browser()
    # Without their scripts, the pages that lead on by themselves stay to be looked at; the portals that they load are not there.
    browser.driver.execute_cdp_cmd("Network.enable", {})
    browser.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/form-post.*", "*/sign-out.*.js", "*portal.example.vn*"]})
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def demo():
    """A demo shared by all journeys: each has a browser of its own, and so a session of its own."""
    demo = Demo(os.environ["IDP_BINARY"])
    yield demo
    demo.close()


@pytest.fixture
def browser():
    browser = Browser()
    yield browser
    browser.close()


@pytest.fixture
def browser_without_javascript():
    browser = Browser(javascript=False)
    yield browser
    browser.close()
