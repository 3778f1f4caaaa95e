"""Other origins read public documents and what a token opens, and never anything that a cookie opens (THREATS §3; RFC 9700 §4.17)."""
import urllib.parse

import pytest

from blackbox import people
from blackbox.browser import Browser

ORIGINS = ["https://evil.example", "null", "http://127.0.0.1", "https://localhost.evil.example"]


def endpoints(provider):
    """Every address that metadata names."""
    found = {name: value for name, value in provider.metadata.items() if name.endswith(("_endpoint", "_uri"))}
    return {name: urllib.parse.urlsplit(value).path for name, value in found.items() if value.startswith(provider.issuer)}


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("method", ["OPTIONS", "GET", "POST"])
def test_no_origin_is_let_in_with_its_cookies(provider, client, origin, method):
    browser = Browser(people.citizen(provider))
    client.sign_in(browser)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies())
    for name, path in endpoints(provider).items():
        status, headers, _ = provider.send(method, path, b"" if method == "POST" else None, {
            "Origin": origin, "Cookie": cookies, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization",
            "Content-Type": "application/x-www-form-urlencoded"})
        assert status < 500, name
        assert headers["Access-Control-Allow-Credentials"] is None, name
        assert headers["Access-Control-Allow-Origin"] in (None, "*"), f"{name} gives the origin back"


@pytest.mark.parametrize("endpoint", ["authorization_endpoint", "end_session_endpoint"])
def test_pages_are_read_by_nobody_else(provider, endpoint):
    for origin in ORIGINS:
        for method in ("GET", "OPTIONS"):
            _, headers, _ = provider.send(method, provider.path(endpoint), headers={"Origin": origin, "Access-Control-Request-Method": "GET"})
            assert headers["Access-Control-Allow-Origin"] is None


def test_no_page_posts_messages(client, browser):
    """Nothing listens to or sends messages between windows."""
    client.authorize(browser, response_mode="form_post")
    for page in browser.pages:
        assert "postMessage" not in page.body
        for source in page.resources:
            address = source if isinstance(source, str) else source[1]
            if address:
                _, _, body = client.provider.send("GET", urllib.parse.urlsplit(urllib.parse.urljoin(page.url or "/", address)).path)
                assert b"postMessage" not in body and b"addEventListener(\"message\"" not in body
