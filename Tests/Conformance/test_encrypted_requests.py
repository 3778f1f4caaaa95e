"""Requests and authorization responses that nobody on the way can read: signed first, encrypted second (RFC 9101 §4, JARM 1.0 §2.2)."""
import json

import pytest

from blackbox import sealed
from blackbox.asserting import AssertingParty
from blackbox.browser import Browser
from blackbox.relying_party import RelyingParty
from test_request_object import asked_of

PAIRS = [(algorithm, encryption) for algorithm in sealed.ALGORITHMS for encryption in sealed.ENCRYPTIONS]


@pytest.fixture(scope="module")
def party(provider, shared_listener):
    return AssertingParty(provider, shared_listener, {
        "client_name": "Sealing", "request_object_encryption_alg": "ECDH-ES", "request_object_encryption_enc": "A256GCM"})


def ours(provider, algorithm) -> dict:
    kind = "RSA" if algorithm == "RSA-OAEP-256" else "EC"
    return next(key for key in provider.jwks()["keys"] if key["use"] == "enc" and key["kty"] == kind)


def test_the_algorithms_are_advertised(provider):
    for name in ("request_object_encryption_alg_values_supported", "authorization_encryption_alg_values_supported"):
        assert set(provider.metadata[name]) == set(sealed.ALGORITHMS)
    for name in ("request_object_encryption_enc_values_supported", "authorization_encryption_enc_values_supported"):
        assert set(provider.metadata[name]) == set(sealed.ENCRYPTIONS)


@pytest.mark.parametrize(("algorithm", "encryption"), PAIRS)
def test_a_request_that_is_encrypted_to_us(provider, party, browser, algorithm, encryption):
    asked, verifier = asked_of(party, scope="openid email")
    request = sealed.sealed(party.request_object(asked).encode(), ours(provider, algorithm), algorithm, encryption, cty="JWT")
    party.claims(party.complete(party.open(browser, asked, request=request), verifier=verifier))


def test_a_request_that_is_encrypted_and_pushed(provider, party, browser):
    asked, verifier = asked_of(party)
    uri = party.pushed({"request": sealed.sealed(party.request_object(asked).encode(), ours(provider, "ECDH-ES"), cty="JWT")})
    party.complete(party.open(browser, asked, request_uri=uri), verifier=verifier)


WRONG = {
    "not signed inside": lambda party, asked, key: sealed.sealed(json.dumps(party.claims_of_request(asked)).encode(), key),
    "alg none inside": lambda party, asked, key: sealed.sealed(
        sealed.tokens.unsigned(party.claims_of_request(asked)).encode(), key, cty="JWT"),
    "encrypted twice": lambda party, asked, key: sealed.sealed(
        sealed.sealed(party.request_object(asked).encode(), key).encode(), key, cty="JWT"),
    "to a stranger": lambda party, asked, key: sealed.sealed(
        party.request_object(asked).encode(), sealed.public(sealed.key_for("ECDH-ES")), cty="JWT"),
    "to a stranger under our name": lambda party, asked, key: sealed.sealed(
        party.request_object(asked).encode(), sealed.public(sealed.key_for("ECDH-ES")) | {"kid": key["kid"]}, cty="JWT"),
    "changed": lambda party, asked, key: sealed.sealed(party.request_object(asked).encode(), key, cty="JWT")[:-6] + "AAAAAA",
    "cut": lambda party, asked, key: sealed.sealed(party.request_object(asked).encode(), key, cty="JWT").rpartition(".")[0] + ".",
    "signed by a stranger inside": lambda party, asked, key: sealed.sealed(
        party.request_object(asked, key=sealed.ECKey.generate_key("P-256")).encode(), key, cty="JWT"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_was_not_signed_by_the_client_and_encrypted_to_us_is_refused(provider, party, case):
    asked, _ = asked_of(party)
    answer = party.open(Browser(), asked, request=WRONG[case](party, asked, ours(provider, "ECDH-ES")))
    assert answer.page.status == 400 or answer.error == "invalid_request_object"


@pytest.mark.parametrize(("algorithm", "encryption"), PAIRS)
@pytest.mark.parametrize("mode", ["query.jwt", "form_post.jwt"])
def test_an_answer_that_only_the_portal_can_read(provider, shared_listener, browser, mode, algorithm, encryption):
    key = sealed.key_for(algorithm)

    class Sealed(RelyingParty):
        def unwrapped(self, values):
            assert set(values) == {"response"}
            _, content = sealed.opened(values["response"], key, algorithm, encryption)
            return super().unwrapped({"response": content})

    rp = Sealed(provider, shared_listener, {
        "client_name": f"Sealed answers {algorithm} {encryption}", "jwks": {"keys": [sealed.public(key)]},
        "authorization_signed_response_alg": "ES256", "authorization_encrypted_response_alg": algorithm,
        "authorization_encrypted_response_enc": encryption})
    rp.sign_in(browser, response_mode=mode)
