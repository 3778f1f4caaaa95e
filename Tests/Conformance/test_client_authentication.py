"""Client authentication and what clients may learn of each other's tokens (THREATS §3)."""
import base64
import hashlib
import hmac
import json
import secrets
import time
import urllib.parse

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from blackbox.asserting import AssertingParty
from blackbox.browser import Browser
from blackbox.crowd import crowd
from blackbox.relying_party import RelyingParty, check_token_error, pkce
from blackbox.tokens import check_id_token, encoded, unsigned, verified


@pytest.fixture(scope="module")
def asserting(provider, shared_listener):
    return AssertingParty(provider, shared_listener)


@pytest.fixture(scope="module")
def session(client, person):
    browser = Browser(person)
    client.sign_in(browser)
    return browser


def test_private_key_jwt(asserting, browser):
    signed_in = asserting.sign_in(browser, verifier=pkce())
    asserting.claims(signed_in)
    assert asserting.active(signed_in.access_token)


def test_private_key_jwt_with_the_token_endpoint_as_audience_array(asserting):
    response = token_request(asserting, asserting.assertion(aud=[asserting.provider.issuer]))
    check_token_error(response, "invalid_grant")


def token_request(rp, assertion):
    """A token request that fails at the code, so only authentication decides between the two errors."""
    pairs = [("grant_type", "authorization_code"), ("code", "none"), ("redirect_uri", rp.redirect_uri), ("code_verifier", pkce())]
    return rp.session.post(rp.provider.endpoint("token_endpoint"), data=rp.with_assertion(pairs, assertion), timeout=60)


NOW = int(time.time())
WRONG_CLAIMS = {
    "expired": {"exp": NOW - 120}, "far future": {"exp": NOW + 400 * 24 * 3600}, "no expiry": {"exp": None}, "infinite": {"exp": 2**63},
    "text expiry": {"exp": "tomorrow"}, "not yet": {"nbf": NOW + 3600}, "issued in the future": {"iat": NOW + 3600},
    "another audience": {"aud": "https://evil.example"}, "audience with a stranger": {"aud": ["https://evil.example", "x"]}, "no audience": {"aud": None},
    "another issuer": {"iss": "someone"}, "another subject": {"sub": "someone"}, "no jti": {"jti": None},
}


@pytest.mark.parametrize("case", WRONG_CLAIMS)
def test_assertion_with_wrong_claims(asserting, case):
    check_token_error(token_request(asserting, asserting.assertion(**WRONG_CLAIMS[case])), "invalid_client", 401)


def stranger():
    return ECKey.generate_key("P-256", {"kid": "portal-1"})


def keyed(rp, secret) -> str:
    """An HS256 assertion, made by hand: libraries refuse to take a public key for a secret, which is the attack."""
    text = f"{encoded({'alg': 'HS256', 'kid': 'portal-1'})}.{encoded(rp.claims_of_assertion())}"
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), 'sha256'))}"


def changed(rp, header=None, body=None, signature=None) -> str:
    """A sound assertion with some of its three parts replaced."""
    sound = rp.assertion().split(".")
    return ".".join(part if part is not None else kept for part, kept in zip((header, body, signature), sound))


def embedding(rp):
    key = stranger()
    return rp.assertion({"jwk": key.as_dict(private=False)}, key=key)


# Assertions that no registered key has signed.
FORGED = {
    "none": lambda rp: unsigned(rp.claims_of_assertion()),
    "none in capitals": lambda rp: changed(rp, header=encoded({"alg": "NONE"}), signature=""),
    "hmac with the public key": lambda rp: keyed(rp, rp.key.as_pem(private=False)),
    "hmac with the public key as JWK": lambda rp: keyed(rp, json.dumps(rp.key.as_dict(private=False)).encode()),
    "hmac with an empty key": lambda rp: keyed(rp, b""),
    "stranger": lambda rp: rp.assertion(key=stranger()),
    "embedded jwk": embedding,
    "jku": lambda rp: rp.assertion({"jku": f"{rp.listener.origin}/jwks", "kid": "portal-2"}, key=stranger()),
    "rsa": lambda rp: jwt.encode({"alg": "RS256", "kid": "portal-1"}, rp.claims_of_assertion(), RSAKey.generate_key(2048), algorithms=["RS256"]),
    "zero signature": lambda rp: changed(rp, signature=encoded(bytes(64))),
    "empty signature": lambda rp: changed(rp, signature=""),
    "padded": lambda rp: rp.assertion() + "==",
    "another body": lambda rp: changed(rp, body=encoded(rp.claims_of_assertion())),
    "critical header": lambda rp: changed(rp, header=encoded({"alg": "ES256", "kid": "portal-1", "crit": ["x"], "x": 1})),
    "kid with a path": lambda rp: rp.assertion({"kid": "../../etc/passwd"}),
    "garbage": lambda rp: "a.b.c",
    "four parts": lambda rp: rp.assertion() + ".x",
    "nothing": lambda rp: "",
}


@pytest.mark.parametrize("case", FORGED)
def test_forged_assertion(asserting, case):
    asserting.listener.forget()
    response = token_request(asserting, FORGED[case](asserting))
    assert response.status_code in (400, 401)
    assert response.json()["error"] in ("invalid_client", "invalid_request")
    assert asserting.listener.deliveries == [], "no address in a header is fetched"


def test_assertion_used_twice(asserting):
    assertion = asserting.assertion()
    check_token_error(token_request(asserting, assertion), "invalid_grant")
    check_token_error(token_request(asserting, assertion), "invalid_client", 401)


def test_assertion_used_at_once(asserting):
    assertion = asserting.assertion()
    form = urllib.parse.urlencode(asserting.with_assertion(
        [("grant_type", "authorization_code"), ("code", "none"), ("redirect_uri", asserting.redirect_uri), ("code_verifier", pkce())], assertion))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    path = asserting.provider.path("token_endpoint")
    statuses = crowd(asserting.provider, 64, lambda connection, _: asserting.provider.send("POST", path, form, headers, connection)[0])
    # The code is spent by none of them, since it is not one; further failures may be told to wait.
    assert statuses.count(400) == 1 and statuses.count(401) + statuses.count(429) == 63


def test_a_public_client_needs_pkce_and_no_secret(provider, shared_listener, browser):
    rp = RelyingParty(provider, shared_listener, {"client_name": "App", "token_endpoint_auth_method": "none", "require_pkce": True})
    assert rp.secret is None
    signed_in = rp.sign_in(browser, verifier=pkce())
    rp.claims(signed_in)
    assert rp.authorize(browser).error == "invalid_request"


def test_a_public_client_without_pkce_is_not_registered(provider, shared_listener):
    with pytest.raises(RuntimeError, match="pkce|PKCE"):
        RelyingParty(provider, shared_listener, {"token_endpoint_auth_method": "none", "require_pkce": False})


def test_a_method_that_is_not_the_registered_one(client, post_client, session):
    answer = client.authorize(session)
    pairs = [*client.code_grant(answer), ("client_id", client.client_id), ("client_secret", client.secret)]
    response = client.session.post(client.provider.endpoint("token_endpoint"), data=pairs, timeout=60)
    check_token_error(response, "invalid_client", 401)


@pytest.mark.parametrize("part", ["other client", "other redirect", "no redirect"])
def test_a_code_belongs_to_its_request(client, client2, session, part):
    answer = client.authorize(session)
    pairs = dict(client.code_grant(answer))
    rp = client
    match part:
        case "other client":
            rp = client2
        case "other redirect":
            pairs["redirect_uri"] += "/"
        case "no redirect":
            del pairs["redirect_uri"]
    check_token_error(rp.post("token_endpoint", pairs.items()), ("invalid_grant", "invalid_request"))


@pytest.mark.parametrize("verifier", ["other", "short", "missing", "challenge itself"])
def test_a_code_belongs_to_its_verifier(pkce_client, session, verifier):
    right = pkce()
    challenge = encoded(hashlib.sha256(right.encode()).digest())
    answer = pkce_client.authorize(session, code_challenge=challenge, code_challenge_method="S256")
    wrong = {"other": pkce(), "short": right[:42], "missing": None, "challenge itself": challenge}[verifier]
    check_token_error(pkce_client.redeem(answer, wrong), ("invalid_grant", "invalid_request"))


def test_a_verifier_without_a_challenge_is_refused(client, session):
    check_token_error(client.redeem(client.authorize(session), pkce()), "invalid_grant")


def test_tokens_of_another_client(client, client2, session):
    signed_in = client.sign_in(session)
    assert client2.introspect(signed_in.access_token) == {"active": False}
    assert client2.introspect(signed_in.refresh_token) == {"active": False}
    client2.revoke(signed_in.access_token)
    client2.revoke(signed_in.refresh_token)
    assert client.active(signed_in.access_token) and client.active(signed_in.refresh_token), "nobody else's token is revoked"
    check_token_error(client2.refresh(signed_in.refresh_token), "invalid_grant")


def test_revoking_a_refresh_token_ends_its_family(client, session):
    signed_in = client.sign_in(session)
    assert client.revoke(signed_in.refresh_token).status_code == 200
    check_token_error(client.refresh(signed_in.refresh_token), "invalid_grant")
    assert not client.active(signed_in.access_token)


def test_revocation_and_userinfo_agree_at_once(client, session):
    signed_in = client.sign_in(session)
    assert client.userinfo(signed_in.access_token).status_code == 200
    assert client.revoke(signed_in.access_token).status_code == 200
    assert client.userinfo(signed_in.access_token).status_code == 401


@pytest.mark.parametrize("scope", ["openid profile", "openid email admin", "openid unknown"])
def test_a_refresh_never_widens(client, session, scope):
    signed_in = client.sign_in(session, scope="openid email")
    check_token_error(client.refresh(signed_in.refresh_token, scope=scope), "invalid_scope")


def test_guessing_a_client_secret_is_slowed_down(provider, shared_listener):
    rp = RelyingParty(provider, shared_listener, {"client_name": "Guessed"})
    statuses, began = [], time.monotonic()
    for index in range(100):
        basic = base64.b64encode(f"{rp.client_id}:wrong{index}".encode()).decode()
        statuses.append(rp.session.post(provider.endpoint("token_endpoint"), data={"grant_type": "refresh_token", "refresh_token": "x"},
                                        headers={"Authorization": f"Basic {basic}"}, timeout=60).status_code)
    assert set(statuses) <= {401, 429}
    assert 429 in statuses or time.monotonic() - began > 30, "100 guesses must not be free"


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_the_id_token_is_signed_as_registered(provider, shared_listener, browser, algorithm):
    rp = RelyingParty(provider, shared_listener, {"client_name": algorithm, "id_token_signed_response_alg": algorithm})
    rp.sign_in(browser, algorithm=algorithm)


def test_signed_userinfo(provider, shared_listener, browser):
    rp = RelyingParty(provider, shared_listener, {"client_name": "Signed", "userinfo_signed_response_alg": "ES256"})
    signed_in = rp.sign_in(browser)
    response = rp.userinfo(signed_in.access_token)
    assert response.headers["Content-Type"].split(";")[0] == "application/jwt"
    _, values = verified(response.text, provider.jwks())
    assert values["iss"] == provider.issuer and values["aud"] == rp.client_id and values["sub"] == signed_in.claims["sub"]


def test_subjects_differ_between_sectors_and_stay_within_one(provider, person, client, client2, session):
    """Pairwise by sector (OpenID Connect Core §8.1): one host, one subject; another host, another."""
    assert client.sign_in(session).claims["sub"] == client2.sign_in(session).claims["sub"]
    document = client.default_registration() | {"client_name": "Elsewhere", "redirect_uris": ["https://portal.example.vn/callback"]}
    elsewhere = provider.create_client(document)
    asked = client.request(client_id=elsewhere["client_id"], redirect_uri="https://portal.example.vn/callback")
    page = Browser(person).open(client.url(asked), stop_before=("https://portal.example.vn/",))
    code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.url).query))["code"]
    quoted = base64.b64encode(f"{elsewhere['client_id']}:{elsewhere['client_secret']}".encode()).decode()
    response = client.session.post(provider.endpoint("token_endpoint"), headers={"Authorization": f"Basic {quoted}"}, timeout=60, data={
        "grant_type": "authorization_code", "code": code, "redirect_uri": "https://portal.example.vn/callback"})
    values = client.tokens_of(response)
    checked = check_id_token(provider, elsewhere["client_id"], values["id_token"], values["access_token"], asked["nonce"])
    assert checked["sub"] != client.sign_in(session).claims["sub"]


def test_a_public_subject_is_the_same_everywhere(provider, shared_listener, session):
    one, two = (RelyingParty(provider, shared_listener, {"client_name": f"Public {n}", "subject_type": "public"}) for n in (1, 2))
    assert one.sign_in(session).claims["sub"] == two.sign_in(session).claims["sub"]
