"""Tokens that are worth nothing without a key (RFC 9449); the checks of a proof one by one are in AttackTests/DPoPProofTests.swift."""
import time

import pytest

from blackbox.browser import Browser
from blackbox.crowd import crowd
from blackbox.dpop import PossessingParty, ProofKey
from blackbox.relying_party import RelyingParty, check_token_error, pkce
from blackbox.tokens import claims, encoded


@pytest.fixture(scope="module")
def holder(provider, shared_listener):
    return PossessingParty(provider, shared_listener, {"client_name": "Holder", "dpop_bound_access_tokens": True})


@pytest.fixture(scope="module")
def public(provider, shared_listener):
    return PossessingParty(provider, shared_listener, {"client_name": "App", "token_endpoint_auth_method": "none", "require_pkce": True})


@pytest.fixture(scope="module")
def session(client, person):
    browser = Browser(person)
    client.sign_in(browser)
    return browser


@pytest.fixture
def bound(holder, session):
    return holder.sign_in(session)


def challenges(response) -> str:
    assert response.status_code == 401, f"{response.status_code} {response.text[:300]}"
    return response.headers["WWW-Authenticate"]


def test_the_registration_says_so(holder):
    assert holder.registration["dpop_bound_access_tokens"] is True


def test_every_advertised_algorithm_is_asymmetric(provider):
    assert provider.metadata["dpop_signing_alg_values_supported"] == ["ES256", "ES384", "EdDSA", "PS256"]


def test_a_bound_token_says_to_which_key(holder, bound):
    assert claims(bound.access_token)["cnf"] == {"jkt": holder.proof_key.thumbprint}
    described = RelyingParty.introspect(holder, bound.access_token)
    assert described["cnf"] == {"jkt": holder.proof_key.thumbprint} and described["token_type"] == "DPoP"
    assert "cnf" not in claims(bound.id_token)


@pytest.mark.parametrize("how", ["get", "post"])
def test_userinfo_with_a_proof(holder, bound, how):
    holder.claims(bound, how)


def test_a_stolen_token_is_worth_nothing(holder, bound):
    """Without a proof, with another key's, as Bearer, with a proof for another token (THREATS §4)."""
    url, token, thief = holder.provider.endpoint("userinfo_endpoint"), bound.access_token, ProofKey()
    proof = holder.proof_key.proof
    attempts = {
        "no proof": ({"Authorization": f"DPoP {token}"}, 'DPoP error="invalid_dpop_proof"'),
        "another key": ({"Authorization": f"DPoP {token}", "DPoP": thief.proof("GET", url, token)}, 'DPoP error="invalid_token"'),
        "as bearer": ({"Authorization": f"Bearer {token}"}, 'DPoP error="invalid_token"'),
        "as bearer with a proof": ({"Authorization": f"Bearer {token}", "DPoP": proof("GET", url, token)}, 'DPoP error="invalid_token"'),
        "no ath": ({"Authorization": f"DPoP {token}", "DPoP": proof("GET", url)}, 'DPoP error="invalid_dpop_proof"'),
        "another ath": ({"Authorization": f"DPoP {token}", "DPoP": proof("GET", url, "another")}, 'DPoP error="invalid_dpop_proof"'),
        "another method": ({"Authorization": f"DPoP {token}", "DPoP": proof("POST", url, token)}, 'DPoP error="invalid_dpop_proof"'),
        "another address": ({"Authorization": f"DPoP {token}", "DPoP": proof("GET", url + "x", token)}, 'DPoP error="invalid_dpop_proof"'),
        "an old nonce": ({"Authorization": f"DPoP {token}", "DPoP": proof("GET", url, token, "old")}, 'DPoP error="use_dpop_nonce"'),
    }
    for name, (headers, expected) in attempts.items():
        response = holder.session.get(url, headers=headers, timeout=60)
        assert challenges(response).startswith(expected), name
        assert 'algs="ES256 ES384 EdDSA PS256"' in challenges(response), name
        assert ("DPoP" not in headers) == ("DPoP-Nonce" not in response.headers), name
    assert holder.session.post(url, data={"access_token": token}, timeout=60).status_code == 401, "in the form"


def test_a_proof_is_used_once(holder, bound):
    url = holder.provider.endpoint("userinfo_endpoint")
    headers = {"Authorization": f"DPoP {bound.access_token}"} | holder.proven("GET", url, bound.access_token)
    assert holder.session.get(url, headers=headers, timeout=60).status_code == 200
    assert challenges(holder.session.get(url, headers=headers, timeout=60)).startswith('DPoP error="invalid_dpop_proof"')


def test_a_proof_is_used_once_by_a_crowd(holder, bound):
    provider = holder.provider
    headers = {"Authorization": f"DPoP {bound.access_token}"} | holder.proven("GET", provider.endpoint("userinfo_endpoint"), bound.access_token)
    path = provider.path("userinfo_endpoint")
    statuses = crowd(provider, 32, lambda connection, _: provider.send("GET", path, None, headers, connection)[0])
    assert statuses.count(200) == 1 and statuses.count(401) == 31


def test_a_bearer_token_is_not_sent_with_a_proof(client, session, holder):
    token, url = client.sign_in(session).access_token, client.provider.endpoint("userinfo_endpoint")
    response = client.session.get(url, headers={"Authorization": f"DPoP {token}", "DPoP": holder.proof_key.proof("GET", url, token)}, timeout=60)
    assert challenges(response).startswith('Bearer error="invalid_token"')


def test_a_request_without_token_hears_of_both_schemes(provider):
    _, headers, _ = provider.send("GET", provider.path("userinfo_endpoint"))
    assert [value.split(" ")[0] for value in headers.get_all("WWW-Authenticate")] == ["Bearer", "DPoP"]


def test_who_is_registered_for_it_gets_no_token_without_a_proof(holder, session):
    answer = holder.authorize(session)
    check_token_error(RelyingParty.post(holder, "token_endpoint", holder.code_grant(answer)), "invalid_request")
    assert holder.complete(answer), "the code was not spent by that"


WRONG = {
    "another method": {"htm": "GET"}, "another address": {"htu": "https://evil.example/token"}, "old": {"iat": int(time.time()) - 86_400},
    "future": {"iat": int(time.time()) + 86_400}, "no jti": {"jti": None}, "no iat": {"iat": None},
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_proof_gives_no_token(holder, session, case):
    answer = holder.authorize(session)
    response = holder.post("token_endpoint", holder.code_grant(answer), **WRONG[case])
    check_token_error(response, "invalid_dpop_proof")
    assert response.headers["DPoP-Nonce"]


def test_a_nonce_is_told_and_used(holder, session):
    answer = holder.authorize(session)
    holder.nonce = "expired"
    response = holder.post("token_endpoint", holder.code_grant(answer))
    check_token_error(response, "use_dpop_nonce")
    assert holder.nonce != "expired"
    # With a nonce, a clock that is wrong by some minutes does no harm.
    holder.tokens_of(holder.post("token_endpoint", holder.code_grant(answer), iat=int(time.time()) - 300))


def test_who_is_not_registered_for_it_may_still_bind_tokens(provider, shared_listener, session):
    rp = PossessingParty(provider, shared_listener, {"client_name": "Willing"})
    assert claims(rp.sign_in(session).access_token)["cnf"] == {"jkt": rp.proof_key.thumbprint}


def test_a_confidential_client_changes_its_key(holder, bound):
    holder.proof_key = ProofKey()
    values = holder.tokens_of(holder.refresh(bound.refresh_token))
    assert claims(values["access_token"])["cnf"] == {"jkt": holder.proof_key.thumbprint}


def test_the_refresh_token_of_a_public_client_is_bound(public, session):
    signed_in = public.sign_in(session, verifier=pkce())
    own, public.proof_key = public.proof_key, ProofKey()
    check_token_error(public.refresh(signed_in.refresh_token), "invalid_grant")
    check_token_error(RelyingParty.post(public, "token_endpoint", [("grant_type", "refresh_token"), ("refresh_token", signed_in.refresh_token)]), "invalid_grant")
    public.proof_key = own
    second = public.tokens_of(public.refresh(signed_in.refresh_token))
    public.proof_key = ProofKey()
    check_token_error(public.refresh(second["refresh_token"]), "invalid_grant")
    public.proof_key = own
    public.tokens_of(public.refresh(second["refresh_token"]))


def test_a_code_is_bound_to_the_key_of_the_request(holder, session):
    own, thief = holder.proof_key, ProofKey()
    answer = holder.authorize(session, dpop_jkt=own.thumbprint)
    holder.proof_key = thief
    check_token_error(holder.redeem(answer), "invalid_grant")
    holder.proof_key = own
    holder.complete(answer)


def test_a_code_that_is_bound_needs_a_proof(client, session):
    answer = client.authorize(session, dpop_jkt=ProofKey().thumbprint)
    check_token_error(client.redeem(answer), "invalid_grant")


@pytest.mark.parametrize("value", ["short", encoded(bytes(31)), encoded(bytes(33)), encoded(bytes(32)) + "="])
def test_a_malformed_thumbprint(holder, session, value):
    assert holder.authorize(session, dpop_jkt=value).error == "invalid_request"


def test_scripts_of_other_origins_may_send_proofs_and_read_nonces(provider):
    _, headers, _ = provider.send("OPTIONS", provider.path("token_endpoint"), headers={"Origin": "https://app.example"})
    assert "DPoP" in headers["Access-Control-Allow-Headers"]
    _, headers, _ = provider.send("GET", provider.path("userinfo_endpoint"), headers={"Origin": "https://app.example"})
    assert "DPoP-Nonce" in headers["Access-Control-Expose-Headers"]
