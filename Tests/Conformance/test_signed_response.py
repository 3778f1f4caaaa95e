"""Signed authorization responses (JARM)."""
import secrets

import pytest

from blackbox.browser import Browser
from blackbox.relying_party import RelyingParty, pkce


@pytest.fixture(scope="module", params=[None, "ES256", "RS256"])
def party(provider, shared_listener, request):
    more = {"authorization_signed_response_alg": request.param} if request.param else {}
    return RelyingParty(provider, shared_listener, {"client_name": "JARM", "require_pkce": True} | more)


@pytest.mark.parametrize("mode", ["jwt", "query.jwt", "form_post.jwt"])
def test_a_code_in_a_signed_response(party, browser, mode):
    assert mode in party.provider.metadata["response_modes_supported"]
    signed_in = party.sign_in(browser, verifier=pkce(), response_mode=mode)
    assert set(signed_in.answer.values) == {"code", "state", "iss"}


@pytest.mark.parametrize("mode", ["jwt", "query.jwt", "form_post.jwt"])
def test_an_error_in_a_signed_response(party, mode):
    answer = party.authorize(Browser(), response_mode=mode, prompt="none", code_challenge="A" * 43, code_challenge_method="S256")
    assert answer.error == "login_required"
    assert party.authorize(Browser(), response_mode=mode).error == "invalid_request"


def test_state_of_any_kind_survives_the_signature(party, browser):
    state = "\"\\ Tiếng Việt 😀 \u0001" + secrets.token_urlsafe()
    answer = party.authorize(browser, response_mode="jwt", state=state, prompt="none", code_challenge="A" * 43, code_challenge_method="S256")
    assert answer.error == "login_required"


@pytest.mark.parametrize("mode", ["fragment.jwt", "fragment", "JWT", "query.jwt "])
def test_other_modes_are_refused(party, mode):
    answer = party.authorize(Browser(), response_mode=mode)
    assert answer.error == "invalid_request"
