"""`error_uri` of every error answer leads to a page that this provider serves (RFC 6749 §4.1.2.1, §5.2)."""
import re
import urllib.parse

import pytest

from blackbox.browser import Browser

GRAMMAR = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")


def page(provider, address, language=None):
    parts = urllib.parse.urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == provider.issuer and GRAMMAR.fullmatch(address)
    status, headers, body = provider.send("GET", parts.path, headers={"Accept-Language": language} if language else {})
    assert status == 200 and headers["Content-Type"].startswith("text/html")
    text = body.decode()
    assert not parts.fragment or f'id="{parts.fragment}"' in text
    return headers["Content-Language"], text


def test_a_token_error_says_where_to_read_more(provider, client):
    answers = [
        client.post("token_endpoint", [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", client.redirect_uri)]).json(),
        client.post("token_endpoint", [("grant_type", "password")]).json(),
        client.session.post(provider.endpoint("token_endpoint"), data={"grant_type": "authorization_code", "client_id": "nobody"}).json(),
        client.session.get(provider.endpoint("userinfo_endpoint")).json(),
    ]
    assert [answer["error"] for answer in answers] == ["invalid_grant", "unsupported_grant_type", "invalid_client", "invalid_token"]
    for answer in answers:
        assert answer["error_uri"].startswith(f"{provider.issuer}/errors/{answer['error']}#")
        language, text = page(provider, answer["error_uri"], "en")
        assert language == "en" and answer["error"] in text
        assert page(provider, answer["error_uri"])[0] == "vi"


def test_an_unknown_client_and_a_wrong_secret_lead_to_the_same_place(provider, client):
    pair = [
        client.session.post(provider.endpoint("token_endpoint"), data={"grant_type": "authorization_code"}, auth=(who, "wrong-secret")).json()
        for who in ("nobody", client.client_id)
    ]
    assert pair[0] == pair[1] and pair[0]["error_uri"]


def test_an_authorization_error_says_where_to_read_more(provider, client):
    answer = client.authorize(Browser(), prompt="none")
    assert answer.error == "login_required"
    page(provider, answer.values["error_uri"])


@pytest.mark.parametrize("path", ["/errors/nonsense", "/errors/", "/errors", "/errors/INVALID_GRANT", "/errors/invalid_grant/x"])
def test_there_is_no_page_for_what_is_no_code(provider, path):
    assert provider.send("GET", path)[0] == 404


def test_success_carries_no_error_uri(provider, client, browser):
    signed_in = client.sign_in(browser)
    assert "error_uri" not in signed_in.tokens
