"""Token, introspection, revocation, userinfo and end-session requests, each parameter sent wrongly."""
import base64
import hashlib
import json
import urllib.parse

import pytest

from blackbox.browser import Browser
from blackbox.hostile import ENCODINGS, LONG, VARIANTS, mutated, sent, unchanged
from blackbox.relying_party import RelyingParty, pkce
from blackbox.tokens import encoded

REQUEST = {"400 invalid_request"}
GRANT = {"400 invalid_grant"}
CLIENT = {"401 invalid_client"}
ABSENT = ["missing", "empty", "no-equals"]
ENCODED = {variant: REQUEST for variant in ENCODINGS} | {"doubled": REQUEST, "doubled-by-escape": REQUEST}


def table(absent, long):
    """Too long may be told from unknown, or not: the standards leave it open."""
    return ENCODED | {variant: absent for variant in ABSENT} | {"long": long | REQUEST}


def cases(tables):
    return [pytest.param(name, variant, allowed, id=f"{name}-{variant}")
            for name, row in tables.items() for variant, allowed in row.items()]


@pytest.fixture(scope="module")
def portal(provider, shared_listener):
    """Authenticates in the form, so that its credentials are parameters too; PKCE required."""
    return RelyingParty(provider, shared_listener, {
        "client_name": "Hostile", "token_endpoint_auth_method": "client_secret_post", "require_pkce": True})


@pytest.fixture(scope="module")
def session(portal, person):
    """A browser that is signed in, so that a fresh code costs one request."""
    browser = Browser(person)
    portal.sign_in(browser, verifier=pkce())
    return browser


def credentials(rp):
    return {"client_id": rp.client_id, "client_secret": rp.secret}


@pytest.fixture
def code_request(portal, session):
    verifier = pkce()
    challenge = encoded(hashlib.sha256(verifier.encode()).digest())
    answer = portal.authorize(session, code_challenge=challenge, code_challenge_method="S256")
    return dict(portal.code_grant(answer, verifier)) | credentials(portal)


def refused(provider, endpoint, form, name, variant, allowed):
    before = provider.row_counts()
    outcome = sent(provider, "POST", provider.path(endpoint), mutated(form, name, variant))
    assert outcome.text in allowed
    assert "no-store" in outcome.headers["Cache-Control"]
    unchanged(provider, before, outcome)
    return outcome


CODE_GRANT = {
    "grant_type": table(REQUEST, {"400 unsupported_grant_type"}),
    "code": table(REQUEST, GRANT | REQUEST),
    "redirect_uri": table(GRANT | REQUEST, GRANT),
    "code_verifier": table(GRANT | REQUEST, GRANT | REQUEST),
    "client_id": table(CLIENT | REQUEST, CLIENT),
    "client_secret": table(CLIENT, CLIENT),
}


@pytest.mark.parametrize("name, variant, allowed", cases(CODE_GRANT))
def test_code_grant(provider, code_request, name, variant, allowed):
    outcome = refused(provider, "token_endpoint", code_request, name, variant, allowed)
    assert outcome.parameters.keys() <= {"error", "error_description", "error_uri"}


def test_the_code_request_itself_is_sound(provider, code_request):
    assert sent(provider, "POST", provider.path("token_endpoint"), urllib.parse.urlencode(code_request)).text == "200 ok"


REFRESH_GRANT = {
    "refresh_token": table(REQUEST, GRANT | REQUEST),
    "scope": {"long": {"400 invalid_scope", "400 invalid_request"}, "doubled": REQUEST, "doubled-by-escape": REQUEST}
    | {variant: REQUEST | {"400 invalid_scope"} for variant in ENCODINGS},
}


@pytest.fixture(scope="module")
def refresh_request(portal, session):
    signed_in = portal.sign_in(session, verifier=pkce())
    return {"grant_type": "refresh_token", "refresh_token": signed_in.refresh_token, "scope": "openid"} | credentials(portal)


@pytest.mark.parametrize("name, variant, allowed", cases(REFRESH_GRANT))
def test_refresh_grant(provider, refresh_request, name, variant, allowed):
    refused(provider, "token_endpoint", refresh_request, name, variant, allowed)


@pytest.mark.parametrize("grant", ["password", "implicit", "client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer", "Authorization_Code", "x"])
def test_other_grants(provider, code_request, grant):
    outcome = sent(provider, "POST", provider.path("token_endpoint"), urllib.parse.urlencode(code_request | {"grant_type": grant}))
    assert outcome.text in ("400 unsupported_grant_type", "400 unauthorized_client")


def test_token_request_in_another_shape(provider, code_request):
    path, form = provider.path("token_endpoint"), urllib.parse.urlencode(code_request)
    assert sent(provider, "GET", path, form).status == 405
    assert 400 <= sent(provider, "POST", path, json.dumps(code_request), {"Content-Type": "application/json"}).status < 500
    assert 400 <= sent(provider, "POST", path, form, {"Content-Type": "text/plain"}).status < 500
    status, _, _ = provider.send("POST", f"{path}?{form}", b"", {"Content-Type": "application/x-www-form-urlencoded"})
    assert 400 <= status < 500, "never from the query"


def test_a_secret_in_the_query_is_refused(provider, code_request, portal):
    path, form = provider.path("token_endpoint"), dict(code_request)
    query = urllib.parse.urlencode({"client_secret": form.pop("client_secret")})
    status, _, _ = provider.send("POST", f"{path}?{query}", urllib.parse.urlencode(form).encode(),
                                 {"Content-Type": "application/x-www-form-urlencoded"})
    assert status in (400, 401)


def test_two_ways_of_authenticating_are_refused(provider, code_request, portal):
    basic = base64.b64encode(f"{portal.client_id}:{portal.secret}".encode()).decode()
    outcome = sent(provider, "POST", provider.path("token_endpoint"), urllib.parse.urlencode(code_request), {"Authorization": f"Basic {basic}"})
    assert outcome.text in REQUEST | CLIENT


BASICS = ["", "Basic", "Basic ", "Basic !!!", "Basic " + base64.b64encode(b"nocolon").decode(), "Basic " + base64.b64encode(b":").decode(),
          "Basic " + base64.b64encode(b"%ZZ:%ZZ").decode(), "Basic " + base64.b64encode(b"\xff\xfe:\x00").decode(), "Basic " + "QUFB" * 2500,
          "Bearer x", "Negotiate x"]


@pytest.mark.parametrize("value", BASICS, ids=lambda value: value[:24])
@pytest.mark.parametrize("endpoint", ["token_endpoint", "introspection_endpoint", "revocation_endpoint"])
def test_authorization_header(provider, endpoint, value):
    form = urllib.parse.urlencode({"grant_type": "authorization_code", "code": "x", "redirect_uri": "x", "token": "x"})
    outcome = sent(provider, "POST", provider.path(endpoint), form, {"Authorization": value})
    assert outcome.text in REQUEST | CLIENT | {"431"}
    if outcome.status == 401:
        assert outcome.headers["WWW-Authenticate"], "RFC 6749 §5.2"


INACTIVE = {"200 ok"}
LOOK_UP = {
    "token": ENCODED | {variant: REQUEST for variant in ABSENT} | {"long": INACTIVE | REQUEST} | {variant: REQUEST | INACTIVE for variant in ENCODINGS},
    "token_type_hint": ENCODED | {variant: INACTIVE for variant in ABSENT} | {"long": INACTIVE | REQUEST | {"400 unsupported_token_type"}},
    "client_id": table(CLIENT | REQUEST, CLIENT),
    "client_secret": table(CLIENT, CLIENT),
}


@pytest.mark.parametrize("name, variant, allowed", cases(LOOK_UP))
def test_introspection(provider, portal, name, variant, allowed):
    form = {"token": "none-of-ours", "token_type_hint": "access_token"} | credentials(portal)
    outcome = refused(provider, "introspection_endpoint", form, name, variant, allowed)
    if outcome.status == 200:
        assert outcome.parameters == {"active": False}


@pytest.mark.parametrize("name, variant, allowed", cases(LOOK_UP))
def test_revocation(provider, portal, name, variant, allowed):
    form = {"token": "none-of-ours", "token_type_hint": "refresh_token"} | credentials(portal)
    before = provider.row_counts()
    outcome = sent(provider, "POST", provider.path("revocation_endpoint"), mutated(form, name, variant))
    assert outcome.text in allowed or (outcome.status == 200 and "200 ok" in allowed)
    unchanged(provider, before, outcome)


# Userinfo


def bearer(value):
    return {"Authorization": f"Bearer {value}"}


@pytest.fixture(scope="module")
def tokens_of_session(portal, session):
    return portal.sign_in(session, verifier=pkce())


WRONG_TOKENS = {
    "nothing": lambda t: {}, "empty": lambda t: bearer(""), "garbage": lambda t: bearer("garbage"), "long": lambda t: bearer(LONG),
    "id token": lambda t: bearer(t.id_token), "refresh token": lambda t: bearer(t.refresh_token), "code": lambda t: bearer(t.answer.code),
    "basic": lambda t: {"Authorization": "Basic " + base64.b64encode(t.access_token.encode()).decode()},
    "cut": lambda t: bearer(t.access_token[:-1]), "extended": lambda t: bearer(t.access_token + "A"),
    "unsigned": lambda t: bearer(".".join(t.access_token.split(".")[:2]) + "."),
    "another signature": lambda t: bearer(".".join([*t.access_token.split(".")[:2], t.id_token.split(".")[2]])),
    "twice": lambda t: {"Authorization": f"Bearer {t.access_token}, Bearer {t.access_token}"},
    "escape": lambda t: bearer("%ZZ%00%FF"),
}


@pytest.mark.parametrize("case", WRONG_TOKENS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_userinfo_with_a_wrong_token(provider, tokens_of_session, case, method):
    before = provider.row_counts()
    outcome = sent(provider, method, provider.path("userinfo_endpoint"), "", WRONG_TOKENS[case](tokens_of_session))
    assert outcome.status in (400, 401, 431) if case in ("long", "twice") else outcome.status == 401
    if outcome.status == 401:
        assert outcome.headers["WWW-Authenticate"].startswith("Bearer")
    assert tokens_of_session.claims["sub"] not in outcome.body
    unchanged(provider, before, outcome)


def test_userinfo_token_in_the_query(provider, tokens_of_session):
    query = urllib.parse.urlencode({"access_token": tokens_of_session.access_token})
    assert sent(provider, "GET", provider.path("userinfo_endpoint"), query).status == 401


def test_userinfo_with_the_token_in_two_places(provider, tokens_of_session):
    form = urllib.parse.urlencode({"access_token": tokens_of_session.access_token})
    path = provider.path("userinfo_endpoint")
    assert sent(provider, "POST", path, form, bearer(tokens_of_session.access_token)).text == "400 invalid_request"
    assert sent(provider, "POST", path, f"{form}&{form}").text == "400 invalid_request"


# End of session

END_SESSION = ["id_token_hint", "logout_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", END_SESSION)
def test_end_session(provider, portal, tokens_of_session, name, variant, method):
    form = {"id_token_hint": tokens_of_session.id_token, "client_id": portal.client_id, "state": "s",
            "post_logout_redirect_uri": portal.post_logout_redirect_uri, "ui_locales": "vi", "logout_hint": "x"}
    before = provider.row_counts()
    outcome = sent(provider, method, provider.path("end_session_endpoint"), mutated(form, name, variant))
    if outcome.text.startswith("redirect"):
        assert outcome.parameters["to"] == portal.post_logout_redirect_uri
        assert name != "post_logout_redirect_uri" and variant not in ("doubled", "doubled-by-escape")
        return  # What was asked for was done: the session ended, or there was none.
    elif "doubled" in variant:
        assert outcome.text == "page 400"
    else:
        assert outcome.status in (200, 400, 414, 431)
    unchanged(provider, before, outcome)


# Bodies and paths


@pytest.mark.parametrize("endpoint", ["token_endpoint", "introspection_endpoint", "revocation_endpoint", "userinfo_endpoint",
                                      "authorization_endpoint", "end_session_endpoint"])
def test_a_body_above_the_limit(provider, endpoint):
    before = provider.row_counts()
    body = b"a=" + b"b" * (65 * 1024)
    status, headers, _ = provider.send("POST", provider.path(endpoint), body, {"Content-Type": "application/x-www-form-urlencoded"})
    assert status == 413
    assert not provider.grown(before)


@pytest.mark.parametrize("path", ["/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../idp.yaml", "/assets/%2e%2e%2fidp.yaml", "/assets/..%5cidp.yaml",
                                  "/.git/config", "/.env", "/debug", "/%00", "/assets/%00", "//", "/%ZZ", "/%FF", "/" + "a" * 9000,
                                  "/.well-known/../metrics", "/.well-known/openid-configuration/", "/.well-known/openid-configuration%00"])
def test_paths(provider, path):
    status, headers, body = provider.send("GET", path)
    assert status in (400, 404, 414)
    assert str(provider.folder).encode() not in body and b"sqlite" not in body.lower()


@pytest.mark.parametrize("cookie", ["", ";", "=", "a", "=;=;=", "a=b; a=c", "\xff\xfe=x", "x=" + "y" * 4000, "a=\"", "session=; session="])
def test_cookies(provider, portal, cookie):
    query = urllib.parse.urlencode(portal.request(code_challenge="E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method="S256"))
    outcome = sent(provider, "GET", provider.path("authorization_endpoint"), query, {"Cookie": cookie})
    assert outcome.text in ("sign-in", "page 400", "400", "431")


# The sign-in form


def sign_in_page(portal, browser):
    return browser.fetch(portal.url(portal.request(code_challenge="E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method="S256")))


def posted(browser, url, pairs, **headers):
    return browser.session.post(url, data=pairs, headers=headers, allow_redirects=False, timeout=60)


def sessions(provider):
    return {name: count for name, count in provider.row_counts().items() if "session" in name}


@pytest.mark.parametrize("attack", ["no token", "wrong token", "foreign origin", "null origin", "cross-site", "no cookies"])
def test_login_csrf(provider, portal, person, attack):
    browser = Browser(person)
    page = sign_in_page(portal, browser)
    form = page.form_with("password")
    hidden = [control.name for control in form.controls if control.type == "hidden"]
    pairs = dict(form.filled({"identifier": person.identifier, "password": person.password}))
    headers = {"Origin": provider.issuer}
    match attack:
        case "no token":
            pairs = {name: value for name, value in pairs.items() if name not in hidden}
        case "wrong token":
            pairs |= {name: "A" * len(pairs[name]) for name in hidden}
        case "foreign origin":
            headers = {"Origin": "http://evil.example"}
        case "null origin":
            headers = {"Origin": "null"}
        case "cross-site":
            headers = {"Origin": provider.issuer, "Sec-Fetch-Site": "cross-site"}
        case "no cookies":
            browser.session.cookies.clear()
    before = sessions(provider)
    response = posted(browser, form.action, pairs, **headers)
    assert response.status_code in (400, 403)
    assert sessions(provider) == before, "no session"


FIELDS = {
    "no identifier": {"identifier": ""}, "no password": {"password": ""}, "long identifier": {"identifier": LONG},
    "long password": {"password": LONG}, "nul": {"identifier": "a\0b"}, "sql": {"identifier": "' OR 1=1 --"},
    "other digits": {"identifier": "٠٠١٠٩٩٠١٢٣٤٥"}, "control": {"identifier": "\u202e\u200b"}, "lone surrogate as bytes": {"password": "\udc80"},
}


@pytest.mark.parametrize("case", FIELDS)
def test_sign_in_fields(provider, portal, person, case):
    browser = Browser(person)
    page = sign_in_page(portal, browser)
    form = page.form_with("password")
    pairs = dict(form.filled({"identifier": "001090999999", "password": "no such password here"} | FIELDS[case]))
    body = urllib.parse.urlencode(pairs, errors="surrogateescape")
    before = sessions(provider)
    response = posted(browser, form.action, body, **{"Origin": provider.issuer, "Content-Type": "application/x-www-form-urlencoded"})
    assert response.status_code < 500
    assert sessions(provider) == before
    assert "no such password here" not in response.text


def test_a_wrong_password_says_no_more_than_an_unknown_person(provider, portal, person):
    answers = []
    for identifier in (person.identifier, "001090888888"):
        browser = Browser()
        form = (page := sign_in_page(portal, browser)).form_with("password")
        answers.append(browser.submit(page, form, {"identifier": identifier, "password": "a wrong password it is"}))
    assert answers[0].status == answers[1].status
    assert answers[0].text == answers[1].text.replace("001090888888", person.identifier)
