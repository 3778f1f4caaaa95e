"""What clients of the profile `fapi2` are held to, beside the plans (FAPI 2.0 Security Profile §5.3.2)."""
import hashlib
import time

import pytest

from blackbox.asserting import AssertingParty
from blackbox.browser import Browser
from blackbox.dpop import PossessingParty
from blackbox.relying_party import check_token_error, pkce
from blackbox.tokens import encoded


class FinancialParty(AssertingParty, PossessingParty):
    """Asserts with one key and possesses another."""

    def __init__(self, provider, listener, registration=None):
        super().__init__(provider, listener, {
            "client_name": "FAPI", "profile": "fapi2", "dpop_bound_access_tokens": True} | (registration or {}))


@pytest.fixture(scope="module")
def party(provider, shared_listener):
    return FinancialParty(provider, shared_listener)


@pytest.fixture(scope="module")
def signing(provider, shared_listener):
    return FinancialParty(provider, shared_listener, {"require_signed_request_object": True, "authorization_signed_response_alg": "ES256"})


def asked_of(party, **changes):
    verifier = pkce()
    challenge = encoded(hashlib.sha256(verifier.encode()).digest())
    return party.request(code_challenge=challenge, code_challenge_method="S256", **changes), verifier


def signed_in(party, browser, **changes):
    asked, verifier = asked_of(party, **changes)
    return party.complete(party.open(browser, asked, request_uri=party.pushed(asked)), verifier=verifier)


def test_a_sign_in(party, browser):
    result = signed_in(party, browser)
    party.claims(result)
    assert result.answer.values["iss"] == party.provider.issuer


def test_only_pushed_requests(party):
    asked, _ = asked_of(party)
    assert party.answer(asked, Browser().open(party.url(asked))).error == "invalid_request"
    assert party.open(Browser(), asked, request=party.request_object(asked)).page.status == 400


def test_refresh_tokens_stay_the_same(party, browser):
    result = signed_in(party, browser, scope="openid offline_access")
    for _ in range(3):
        again = party.refresh(result.refresh_token)
        values = party.tokens_of(again)
        assert values["refresh_token"] == result.refresh_token and values["access_token"] != result.access_token
        assert party.userinfo(values["access_token"]).status_code == 200
    party.revoke(result.refresh_token)
    check_token_error(party.refresh(result.refresh_token), "invalid_grant")
    assert party.userinfo(values["access_token"]).status_code == 401


def test_no_token_without_a_proof(party, browser):
    asked, verifier = asked_of(party)
    answer = party.open(browser, asked, request_uri=party.pushed(asked))
    form, headers = party.authenticated(party.code_grant(answer, verifier))
    response = party.session.post(party.provider.endpoint("token_endpoint"), data=form, headers=headers, timeout=60)
    check_token_error(response, ("invalid_request", "invalid_dpop_proof"))


@pytest.mark.parametrize("offsets", [{"nbf": None}, {"nbf": -3700}, {"exp": 3700}, {"nbf": -3500, "exp": 600}],
                         ids=["no nbf", "old", "far", "long"])
def test_a_signed_request_lives_an_hour(signing, offsets):
    asked, _ = asked_of(signing)
    now = int(time.time())
    changes = {name: None if offset is None else now + offset for name, offset in offsets.items()}
    check_token_error(signing.push({"request": signing.request_object(asked, **changes)}), "invalid_request_object")


@pytest.mark.parametrize("mode", ["jwt", "query.jwt", "form_post.jwt"])
def test_message_signing(signing, browser, mode):
    asked, verifier = asked_of(signing, response_mode=mode)
    answer = signing.open(browser, asked, request_uri=signing.pushed({"request": signing.request_object(asked)}))
    signing.complete(answer, verifier=verifier)
    check_token_error(signing.push(asked), "invalid_request")


WRONG = {
    "token_endpoint_auth_method": {"token_endpoint_auth_method": "client_secret_basic"}, "require_pkce": {"require_pkce": False},
    "dpop_bound_access_tokens": {"dpop_bound_access_tokens": False}, "redirect_uris": {"redirect_uris": ["vn.example.app:/callback"]},
    "id_token_signed_response_alg": {"id_token_signed_response_alg": "RS256"}, "userinfo_signed_response_alg": {"userinfo_signed_response_alg": "RS256"},
    "authorization_signed_response_alg": {"authorization_signed_response_alg": "RS256"},
    "request_object_signing_alg": {"request_object_signing_alg": "RS256"}, "profile": {"profile": "fapi1"},
}


@pytest.mark.parametrize("member", WRONG)
def test_what_cannot_be_registered(provider, shared_listener, member):
    with pytest.raises(RuntimeError, match=member):
        FinancialParty(provider, shared_listener, WRONG[member])
