"""Signed requests (RFC 9101, OpenID Connect Core §6; THREATS §2, §4)."""
import hashlib
import hmac
import json
import time

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from blackbox.asserting import AssertingParty
from blackbox.browser import Browser
from blackbox.relying_party import check_token_error, pkce
from blackbox.tokens import encoded, unsigned


@pytest.fixture(scope="module")
def party(provider, shared_listener):
    return AssertingParty(provider, shared_listener)


@pytest.fixture(scope="module")
def signing(provider, shared_listener):
    """A client that must sign."""
    return AssertingParty(provider, shared_listener, {
        "client_name": "Signing", "require_signed_request_object": True, "request_object_signing_alg": "ES256"})


def asked_of(party, **changes):
    verifier = pkce()
    challenge = encoded(hashlib.sha256(verifier.encode()).digest())
    return party.request(code_challenge=challenge, code_challenge_method="S256", **changes), verifier


@pytest.mark.parametrize("kind", ["oauth-authz-req+jwt", "application/oauth-authz-req+jwt", "JWT", None])
def test_a_signed_request(party, browser, kind):
    asked, verifier = asked_of(party, scope="openid email")
    answer = party.open(browser, asked, request=party.request_object(asked, {"typ": kind}))
    party.claims(party.complete(answer, verifier=verifier))


def test_a_signed_request_that_is_pushed(signing, browser):
    asked, verifier = asked_of(signing)
    uri = signing.pushed({"request": signing.request_object(asked)})
    signing.complete(signing.open(browser, asked, request_uri=uri), verifier=verifier)


def test_members_that_are_not_text(party, browser):
    asked, verifier = asked_of(party)
    objects = {"max_age": 600, "claims": {"userinfo": {"email": {"essential": True}}}}
    signed_in = party.complete(party.open(browser, asked, request=party.request_object(asked | objects)), verifier=verifier)
    assert "email" in party.claims(signed_in)


def test_only_the_object_counts(party, browser):
    asked, verifier = asked_of(party)
    outer = {"scope": "openid phone", "state": "another", "nonce": "another", "response_mode": "form_post", "response_type": "code",
             "redirect_uri": party.redirect_uri}
    answer = party.open(browser, asked, request=party.request_object(asked), **outer)
    assert party.complete(answer, verifier=verifier).tokens["scope"] == "openid"


ALGORITHMS = {"ES384": lambda: ECKey.generate_key("P-384"), "EdDSA": lambda: OKPKey.generate_key("Ed25519"), "RS256": lambda: RSAKey.generate_key(2048),
              "PS256": lambda: RSAKey.generate_key(2048)}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_advertised_algorithm(provider, shared_listener, browser, algorithm):
    assert set(provider.metadata["request_object_signing_alg_values_supported"]) == {*ALGORITHMS, "ES256"}
    key = ALGORITHMS[algorithm]()
    rp = AssertingParty(provider, shared_listener, {
        "client_name": algorithm, "token_endpoint_auth_method": "client_secret_basic", "jwks": {"keys": [key.as_dict(private=False)]}})
    asked, _ = asked_of(rp)
    assert rp.open(browser, asked, request=rp.request_object(asked, {"alg": algorithm, "kid": None}, key)).code


NOW = int(time.time())
WRONG_CLAIMS = {
    "expired": {"exp": NOW - 120}, "no expiry": {"exp": None}, "far future": {"exp": NOW + 400 * 86_400}, "infinite": {"exp": 2**63},
    "text expiry": {"exp": "tomorrow"}, "not yet": {"nbf": NOW + 3600}, "issued in the future": {"iat": NOW + 3600},
    "another audience": {"aud": "https://evil.example"}, "no audience": {"aud": None}, "another issuer": {"iss": "someone"}, "no issuer": {"iss": None},
    "another client": {"client_id": "someone"}, "client that is no text": {"client_id": 1}, "an object inside": {"request": "x"},
    "an address inside": {"request_uri": "urn:x"}, "an assertion": {"sub": "someone"},
}


@pytest.mark.parametrize("case", WRONG_CLAIMS)
def test_a_request_with_wrong_claims(party, case):
    asked, _ = asked_of(party)
    wrong = party.request_object(asked, **WRONG_CLAIMS[case])
    answer = party.open(Browser(), asked, request=wrong)
    assert answer.values is None and answer.page.status == 400 and "invalid_request_object" in answer.page.text
    check_token_error(party.push({"request": wrong}), "invalid_request_object")


def test_an_audience_with_a_stranger(party):
    asked, _ = asked_of(party)
    both = party.request_object(asked, aud=[party.provider.issuer, "https://evil.example"])
    check_token_error(party.push({"request": both}), "invalid_request_object")


def test_an_error_goes_to_a_registered_address_outside(party):
    asked, _ = asked_of(party)
    outer = {"redirect_uri": party.redirect_uri, "response_type": "code", "state": asked["state"]}
    assert party.open(Browser(), asked, request=party.request_object(asked, exp=1), **outer).error == "invalid_request_object"


def stranger():
    return ECKey.generate_key("P-256", {"kid": "portal-1"})


def keyed(rp, asked, secret) -> str:
    text = f"{encoded({'alg': 'HS256', 'kid': 'portal-1'})}.{encoded(rp.claims_of_request(asked))}"
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), 'sha256'))}"


def changed(rp, asked, header=None, body=None, signature=None) -> str:
    sound = rp.request_object(asked).split(".")
    return ".".join(part if part is not None else kept for part, kept in zip((header, body, signature), sound))


def embedding(rp, asked):
    key = stranger()
    return rp.request_object(asked, {"jwk": key.as_dict(private=False)}, key)


FORGED = {
    "none": lambda rp, asked: unsigned(rp.claims_of_request(asked)),
    "none in capitals": lambda rp, asked: changed(rp, asked, header=encoded({"alg": "NONE"}), signature=""),
    "hmac with the public key": lambda rp, asked: keyed(rp, asked, rp.key.as_pem(private=False)),
    "hmac with an empty key": lambda rp, asked: keyed(rp, asked, b""),
    "hmac with the client's name": lambda rp, asked: keyed(rp, asked, rp.client_id.encode()),
    "stranger": lambda rp, asked: rp.request_object(asked, key=stranger()),
    "embedded jwk": embedding,
    "jku": lambda rp, asked: rp.request_object(asked, {"jku": f"{rp.listener.origin}/jwks", "kid": "other"}, stranger()),
    "rsa": lambda rp, asked: jwt.encode({"alg": "RS256"}, rp.claims_of_request(asked), RSAKey.generate_key(2048), algorithms=["RS256"]),
    "zero signature": lambda rp, asked: changed(rp, asked, signature=encoded(bytes(64))),
    "empty signature": lambda rp, asked: changed(rp, asked, signature=""),
    "padded": lambda rp, asked: rp.request_object(asked) + "==",
    "another body": lambda rp, asked: changed(rp, asked, body=encoded(rp.claims_of_request(asked, scope="openid phone"))),
    "a name twice": lambda rp, asked: changed(rp, asked, body=encoded(json.dumps(rp.claims_of_request(asked))[:-1].encode() + b',"scope":"x"}')),
    "critical header": lambda rp, asked: changed(rp, asked, header=encoded({"alg": "ES256", "kid": "portal-1", "crit": ["x"], "x": 1})),
    "another type": lambda rp, asked: rp.request_object(asked, {"typ": "at+jwt"}),
    "an id token's type": lambda rp, asked: rp.request_object(asked, {"typ": "logout+jwt"}),
    "five parts": lambda rp, asked: "a.b.c.d.e",
    "garbage": lambda rp, asked: "a.b.c",
}


@pytest.mark.parametrize("case", FORGED)
def test_a_forged_request(party, case):
    asked, _ = asked_of(party)
    answer = party.open(Browser(), asked, request=FORGED[case](party, asked))
    assert answer.values is None and answer.page.status == 400
    check_token_error(party.push({"request": FORGED[case](party, asked)}), "invalid_request_object")
    assert party.listener.deliveries == [], "no address in a header is fetched"


def test_another_clients_signed_request(party, signing):
    asked, _ = asked_of(party)
    check_token_error(signing.push({"request": party.request_object(asked)}), "invalid_request_object")
    assert signing.open(Browser(), asked, request=party.request_object(asked)).page.status == 400


def test_an_assertion_is_not_a_request(party):
    check_token_error(party.push({"request": party.assertion()}), "invalid_request_object")


def test_a_client_that_must_sign(signing, provider, shared_listener):
    asked, _ = asked_of(signing)
    assert signing.answer(asked, Browser().open(signing.url(asked))).error == "invalid_request"
    check_token_error(signing.push(asked), "invalid_request")
    check_token_error(signing.push({"request": unsigned(signing.claims_of_request(asked))}), "invalid_request_object")


def test_the_registered_algorithm_alone(provider, shared_listener):
    key = RSAKey.generate_key(2048)
    rp = AssertingParty(provider, shared_listener, {
        "client_name": "PS256", "token_endpoint_auth_method": "client_secret_basic", "request_object_signing_alg": "PS256",
        "jwks": {"keys": [key.as_dict(private=False)]}})
    asked, _ = asked_of(rp)
    assert rp.open(Browser(), asked, request=rp.request_object(asked, {"alg": "RS256", "kid": None}, key)).page.status == 400
    assert rp.open(Browser(), asked, request=rp.request_object(asked, {"alg": "PS256", "kid": None}, key)).page.form_with("password")


def test_no_signed_requests_without_keys(provider, client):
    asked, _ = asked_of(client)
    check_token_error(client.push({"request": unsigned(asked)}), "request_not_supported")
    assert "jwks" in provider.run("client", "create", "-", "--json", document=client.default_registration() | {
        "require_signed_request_object": True}).stderr
