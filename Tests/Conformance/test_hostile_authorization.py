"""Authorization request, each parameter sent wrongly: an error on a page, or by redirect where the redirect URI is proven."""
import secrets
import urllib.parse

import pytest

from blackbox.browser import Browser
from blackbox.hostile import ENCODINGS, VARIANTS, mutated, quoted, sent, unchanged
from blackbox.tokens import encoded

PAGE = "page 400"
SIGN_IN = "sign-in"
INVALID = "redirect invalid_request"
BY_VARIANT = {
    "missing": {SIGN_IN},
    "empty": {SIGN_IN},  # RFC 6749 §3.1: sent without a value is as if omitted
    "no-equals": {SIGN_IN},
    "doubled": {INVALID},
    "doubled-by-escape": {INVALID},
    "long": {SIGN_IN, INVALID},
} | {variant: {PAGE, INVALID} for variant in ENCODINGS}
ABSENT = ["missing", "empty", "no-equals"]


def always(*outcomes):
    return {variant: set(outcomes) for variant in VARIANTS}


def absent(*outcomes):
    return {variant: set(outcomes) for variant in ABSENT}


# Where a parameter differs from the rule above.
BY_PARAMETER = {
    "client_id": always(PAGE),
    "redirect_uri": always(PAGE),
    "response_type": absent(INVALID, "redirect unsupported_response_type") | {"long": {"redirect unsupported_response_type", INVALID}},
    "scope": absent(SIGN_IN, INVALID, "redirect invalid_scope") | {"long": {SIGN_IN, "redirect invalid_scope", INVALID}},
    "code_challenge": absent(INVALID) | {"long": {INVALID}},
    "code_challenge_method": absent(INVALID) | {"long": {INVALID}},
    "prompt": {"long": {INVALID}},
    "max_age": {"long": {INVALID}},
    "claims": {"long": {INVALID}},
    "response_mode": {"long": {INVALID, "redirect unsupported_response_mode", PAGE}},
    "request": {"long": {INVALID, "redirect request_not_supported", "redirect invalid_request_object"}, "doubled": {INVALID, "redirect request_not_supported"}},
    "request_uri": {"long": {INVALID, "redirect request_uri_not_supported"}, "doubled": {INVALID, "redirect request_uri_not_supported"}},
    "registration": {"long": {INVALID, "redirect registration_not_supported", SIGN_IN}, "doubled": {INVALID, "redirect registration_not_supported"}},
    "id_token_hint": {"long": {SIGN_IN, INVALID, "redirect login_required"}},
}
NAMES = ["response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "prompt",
         "max_age", "display", "ui_locales", "claims_locales", "login_hint", "id_token_hint", "acr_values", "claims", "response_mode",
         "request", "request_uri", "registration"]
OPTIONAL = ["request", "request_uri", "registration"]


@pytest.fixture(scope="module")
def hint(pkce_client, person):
    verifier = secrets.token_urlsafe(48)
    return pkce_client.sign_in(Browser(person), verifier=verifier).id_token


@pytest.fixture
def asked(pkce_client, hint):
    """A request with every parameter as it should be."""
    return pkce_client.request(
        code_challenge=encoded(secrets.token_bytes(32)), code_challenge_method="S256", prompt="login", max_age="600", display="page",
        ui_locales="vi en", claims_locales="vi", login_hint="an@example.vn", id_token_hint=hint, acr_values="LoA1",
        claims='{"userinfo":{"name":null}}', response_mode="query")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", NAMES)
def test_parameter(provider, pkce_client, asked, name, variant, method):
    if name in OPTIONAL and "doubled" in variant:
        asked = asked | {name: "x"}
    allowed = BY_PARAMETER.get(name, {}).get(variant, BY_VARIANT[variant])
    if variant == "long" and method == "GET":
        allowed = allowed | {"414", "431", "page 414", "page 431"}
    before = provider.row_counts()
    outcome = sent(provider, method, provider.path("authorization_endpoint"), mutated(asked, name, variant))
    assert outcome.text in allowed
    if outcome.text != SIGN_IN:
        unchanged(provider, before, outcome)
    if outcome.text.startswith("redirect"):
        check_redirect(provider, pkce_client, asked, outcome, touched=name)


def check_redirect(provider, client, asked, outcome, touched):
    """An error goes to the registered address alone, with `iss`, and with `state` unless that is what was wrong."""
    assert outcome.parameters["to"] == client.redirect_uri
    assert outcome.parameters["iss"] == provider.issuer
    if touched != "state":
        assert outcome.parameters["state"] == asked["state"]


def test_the_request_itself_is_sound(provider, asked):
    outcome = sent(provider, "GET", provider.path("authorization_endpoint"), urllib.parse.urlencode(asked))
    assert outcome.text == SIGN_IN


@pytest.mark.parametrize("changes", [
    {"response_type": "token"}, {"response_type": "id_token"}, {"response_type": "code id_token"}, {"response_type": "code token"},
    {"response_type": "code code"}, {"response_type": "none"}, {"response_type": "CODE"},
], ids=lambda changes: changes["response_type"])
def test_response_type(provider, pkce_client, asked, changes):
    outcome = sent(provider, "GET", provider.path("authorization_endpoint"), urllib.parse.urlencode(asked | changes))
    # For the front-channel types the standard's default response mode is the fragment.
    location = outcome.headers["Location"]
    assert location.startswith(pkce_client.redirect_uri)
    assert "error=unsupported_response_type" in location


@pytest.mark.parametrize("changes", [
    {"prompt": "none login"}, {"prompt": "sometimes"}, {"max_age": "-1"}, {"max_age": "1e3"}, {"max_age": "99999999999999999999"},
    {"code_challenge_method": "plain"}, {"code_challenge_method": "s256"}, {"code_challenge": "short"}, {"code_challenge": "a" * 42 + "="},
    {"claims": "[]"}, {"claims": '{"userinfo":{"a":1}}'}, {"claims": '{"userinfo":{},"userinfo":{}}'}, {"claims": "{" * 2000},
], ids=lambda changes: urllib.parse.urlencode(changes)[:60])
def test_value(provider, pkce_client, asked, changes):
    before = provider.row_counts()
    outcome = sent(provider, "POST", provider.path("authorization_endpoint"), urllib.parse.urlencode(asked | changes))
    assert outcome.text == INVALID
    unchanged(provider, before, outcome)
    check_redirect(provider, pkce_client, asked, outcome, touched=None)


def test_response_mode_fragment_is_refused(provider, asked):
    outcome = sent(provider, "GET", provider.path("authorization_endpoint"), urllib.parse.urlencode(asked | {"response_mode": "web_message"}))
    assert outcome.text in (INVALID, "redirect unsupported_response_mode", PAGE)


REDIRECTS = ["{uri}/", "{uri}/../evil", "{uri}/..;/evil", "{uri}?a=b", "{uri}#fragment", "{uri}#", "{uri}%2F", "{uri}%00", "{uri} ", " {uri}",
             "{uri}\r\nX: y", "{upper}", "http://127.0.0.1.evil.example/callback", "http://evil.example/{uri}", "http://127.0.0.1@evil.example/callback",
             "http://user@127.0.0.1:{port}/callback", "http://127.0.0.1:{port}\\@evil.example/callback", "http://127.0.0.1:1/callback",
             "http://127.0.0.1./callback", "https://127.0.0.1:{port}/callback", "http://localhost:{port}/callback", "http://[::1]:{port}/callback",
             "http://0x7f000001:{port}/callback", "//127.0.0.1:{port}/callback", "/callback", "javascript:alert(1)", "data:text/html,x", "{uri},{uri}",
             "{uri}%252e%252e", "*", "http://127.0.0.1:{port}/*", "http://127.0.0.1:{port}/CALLBACK", "http://127.0.0.1:{port}//callback",
             "http://127.0.0.1:{port}/./callback", "http://１２７.0.0.1:{port}/callback"]


@pytest.mark.parametrize("template", REDIRECTS)
def test_redirect_uri_is_an_exact_string(provider, pkce_client, asked, template):
    port = urllib.parse.urlsplit(pkce_client.redirect_uri).port
    wrong = template.format(uri=pkce_client.redirect_uri, upper=pkce_client.redirect_uri.upper(), port=port)
    before = provider.row_counts()
    outcome = sent(provider, "GET", provider.path("authorization_endpoint"), urllib.parse.urlencode(asked | {"redirect_uri": wrong}))
    assert outcome.text == PAGE
    unchanged(provider, before, outcome)


PAYLOADS = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7919*7907}}", "{{{identifier}}}", "'; DROP TABLE account; --"]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", [name for name in NAMES if name not in OPTIONAL])
def test_nothing_is_reflected(provider, asked, name, payload):
    outcome = sent(provider, "POST", provider.path("authorization_endpoint"), urllib.parse.urlencode(asked | {name: payload}))
    if "{{7" in payload:
        # A product that no port, nonce or size has by chance.
        assert "62615533" not in outcome.body
    elif "<" in payload:
        assert payload not in outcome.body


STATES = ["a b+c%20d", "\"'<>&;", "Tiếng Việt có dấu", "😀", "x" * 2000, "a\r\nSet-Cookie: b=c", "\t", "=&?#/"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("mode", ["query", "form_post"])
def test_state_comes_back_byte_for_byte_or_is_refused(client, person, signed_in_browser, state, mode):
    answer = client.authorize(signed_in_browser, state=state, response_mode=mode)
    if answer.values is None:
        assert answer.page.status == 400
    elif "error" in answer.values:
        assert answer.error == "invalid_request"


@pytest.fixture(scope="module")
def signed_in_browser(client, person):
    browser = Browser(person)
    client.sign_in(browser)
    return browser


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND"])
def test_other_methods(provider, method):
    status, headers, body = provider.send(method, provider.path("authorization_endpoint"))
    assert status == 405 or (method == "OPTIONS" and status < 300) or (method == "PROPFIND" and status in (400, 501))
    assert "Access-Control-Allow-Origin" not in headers, "never for a page"


def test_client_id_of_another_kind(provider, asked):
    for wrong in ("nobody", "0", "../", "' OR 1=1 --", "Ａ", quoted("é")):
        outcome = sent(provider, "GET", provider.path("authorization_endpoint"), urllib.parse.urlencode(asked | {"client_id": wrong}))
        assert outcome.text == PAGE
