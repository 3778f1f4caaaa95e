"""fapi-ciba-id1-test-plan: plain FAPI, poll mode, with private_key_jwt and with mutual TLS; tokens bound to a certificate, or by DPoP."""
import time

import pytest

from blackbox import people, tokens
from blackbox.ciba_client import CIBAClient
from blackbox.fapi_client import VARIANTS
from blackbox.fapi_modules import applicable, check_error, only
from blackbox.fapi_plan import Clients, fixtures
from blackbox.signing import for_any_algorithm, new_key, with_signature

globals().update({name: value for name, value in fixtures(signed=False).items() if name not in ("aged", "fapi", "fapi2", "clients", "stranger_to_consent")})
pytestmark = pytest.mark.timeout(300)


def pytest_generate_tests(metafunc):
    if {"ciba", "ciba2"} & set(metafunc.fixturenames):
        variants = applicable(metafunc.function, VARIANTS)
        metafunc.parametrize("variant", variants, ids=[variant.name for variant in variants], scope="module")


@pytest.fixture(scope="module", autouse=True)
def served(provider):
    assert "backchannel_authentication_endpoint" in provider.metadata


@pytest.fixture(scope="module")
def clients(provider, shared_listener, authority):
    return Clients(provider, shared_listener, authority, CIBAClient)


@pytest.fixture
def ciba(clients, variant):
    return clients.of(variant)[0]


@pytest.fixture
def ciba2(clients, variant):
    return clients.of(variant)[1]


@pytest.fixture
def somebody(provider):
    """Each test asks somebody else, whose page then shows one request alone."""
    return people.citizen(provider)


def test_discovery_end_point_verification(provider):
    metadata = provider.metadata
    assert "poll" in metadata["backchannel_token_delivery_modes_supported"]
    assert metadata["backchannel_authentication_endpoint"].startswith(provider.issuer)
    assert {"ES256", "PS256"} & set(metadata["backchannel_authentication_request_signing_alg_values_supported"])
    assert "urn:openid:params:grant-type:ciba" in metadata["grant_types_supported"]
    assert isinstance(metadata.get("backchannel_user_code_parameter_supported", False), bool)


def signed_in(ciba, somebody, **changes):
    values = ciba.asked(login_hint=somebody.identifier, **changes)
    ciba.answer_as(somebody)
    answer = ciba.tokens_of(ciba.polled(values))
    checked = tokens.check_id_token(ciba.provider, ciba.client_id, answer["id_token"], answer["access_token"])
    assert checked.get("urn:openid:params:jwt:claim:auth_req_id", values["auth_req_id"]) == values["auth_req_id"]
    assert ciba.resource(answer["access_token"]).json()["sub"] == checked["sub"]
    return values, answer


def test_fapi_ciba_id1(ciba, somebody):
    values, answer = signed_in(ciba, somebody)
    check_error(ciba.poll(values), "invalid_grant")


def test_user_rejects_authentication(ciba, somebody):
    values = ciba.asked(login_hint=somebody.identifier)
    check_error(ciba.poll(values), "authorization_pending")
    ciba.answer_as(somebody, "deny")
    check_error(ciba.polled(values), "access_denied")


def test_multiple_call_to_token_endpoint(ciba, somebody):
    values = ciba.asked(login_hint=somebody.identifier)
    for _ in range(3):
        check_error(ciba.poll(values), ("authorization_pending", "slow_down", "invalid_request"))


@only(authentication="private_key_jwt", binding="dpop")
def test_auth_req_id_expired(ciba, somebody):
    values = ciba.asked(login_hint=somebody.identifier, requested_expiry=30)
    assert values["expires_in"] <= 120
    time.sleep(values["expires_in"] + 1)
    check_error(ciba.poll(values), "expired_token")


def test_ensure_authorization_request_with_binding_message_succeeds(ciba, somebody):
    values = ciba.asked(login_hint=somebody.identifier, binding_message="1234")
    ciba.answer_as(somebody, showing=["1234"])
    ciba.tokens_of(ciba.polled(values))


def test_ensure_other_scope_order_succeeds(ciba, somebody):
    signed_in(ciba, somebody, scope="profile openid")


def test_ensure_requested_expiry_as_string_succeeds(ciba, somebody):
    assert ciba.asked(login_hint=somebody.identifier, requested_expiry="30")["expires_in"] > 0


BAD_MESSAGE = "1234 \u263a \u0110\u1ed3ng \u00fd? \U0001f600 " + "x" * 60


def test_ensure_authorization_request_with_potentially_bad_binding_message(ciba, somebody):
    response = ciba.ask(login_hint=somebody.identifier, binding_message=BAD_MESSAGE)
    if response.status_code != 200:
        check_error(response, "invalid_binding_message")
    else:
        ciba.answer_as(somebody, showing=[BAD_MESSAGE])


WRONG = {
    "missing-aud": lambda now: {"aud": None}, "bad-aud": lambda now: {"aud": "https://example.com/"},
    "missing-iss": lambda now: {"iss": None}, "bad-iss": lambda now: {"iss": "another"},
    "missing-exp": lambda now: {"exp": None}, "expired-exp": lambda now: {"exp": now - 300},
    "exp-is-70-minutes-in-future": lambda now: {"exp": now + 70 * 60},
    "missing-iat": lambda now: {"iat": None}, "missing-nbf": lambda now: {"nbf": None},
    "nbf-is-10-minutes-in-future": lambda now: {"nbf": now + 600}, "nbf-is-70-minutes-in-past": lambda now: {"nbf": now - 70 * 60},
    "missing-jti": lambda now: {"jti": None},
}


@pytest.mark.parametrize("case", WRONG)
def test_ensure_request_object_fails(ciba, somebody, case):
    check_error(ciba.ask(login_hint=somebody.identifier, **WRONG[case](int(time.time()))), "invalid_request")


def spoiled(ciba, somebody, spoil):
    check_error(ciba.ask(request=spoil(ciba.signed_request(login_hint=somebody.identifier))), "invalid_request")


def test_ensure_request_object_signature_algorithm_is_none_fails(ciba, somebody):
    spoiled(ciba, somebody, lambda token: tokens.unsigned(tokens.claims(token)))


def test_ensure_request_object_signature_algorithm_is_bad_fails(ciba, somebody):
    spoiled(ciba, somebody, lambda token: with_signature(token, bytes(64)))


def test_ensure_request_object_signature_algorithm_is_rs256_fails(ciba, somebody):
    check_error(ciba.ask(login_hint=somebody.identifier, header={"alg": "RS256"}, key=new_key("RS256")), "invalid_request")


def test_ensure_request_object_signed_by_other_client_fails(ciba, ciba2, somebody):
    check_error(ciba.ask(login_hint=somebody.identifier, key=ciba2.key, header={"alg": ciba2.algorithm, "kid": ciba2.key.kid}), "invalid_request")


def test_ensure_authorization_request_with_multiple_hints_fails(ciba, somebody):
    check_error(ciba.ask(login_hint=somebody.identifier, id_token_hint="x.y.z"), "invalid_request")


def test_ensure_wrong_auth_req_id_in_token_endpoint_request(ciba, ciba2, somebody):
    values = ciba.asked(login_hint=somebody.identifier)
    check_error(ciba2.poll(values), "invalid_grant")


@only(authentication="mtls")
def test_ensure_different_client_id_and_issuer_in_backchannel_authorization_request(ciba, ciba2, somebody):
    check_error(ciba.ask(login_hint=somebody.identifier, issuer=ciba2.client_id), ("invalid_request", "invalid_client"))


@only(authentication="mtls")
def test_ensure_wrong_client_id_in_token_endpoint_request(ciba, ciba2, somebody):
    values = ciba.asked(login_hint=somebody.identifier)
    pairs = [("grant_type", "urn:openid:params:grant-type:ciba"), ("auth_req_id", values["auth_req_id"]), ("client_id", ciba2.client_id)]
    check_error(ciba.post("token_endpoint", pairs, assertion=None), ("invalid_grant", "invalid_client"))


@only(authentication="private_key_jwt")
def test_ensure_without_client_assertion_in_token_endpoint_fails(ciba, somebody):
    check_error(ciba.poll(ciba.asked(login_hint=somebody.identifier), assertion=None), ("invalid_client", "invalid_request"))


@only(authentication="private_key_jwt")
def test_ensure_without_client_assertion_in_backchannel_authorization_request_fails(ciba, somebody):
    check_error(ciba.ask(login_hint=somebody.identifier, sending={"assertion": None}), ("invalid_client", "invalid_request"))


@only(authentication="private_key_jwt")
def test_ensure_client_assertion_with_iss_aud_to_token_endpoint_succeeds(ciba, somebody):
    values = ciba.asked(login_hint=somebody.identifier)
    check_error(ciba.poll(values, assertion=ciba.assertion(aud=ciba.provider.issuer)), "authorization_pending")


def weak_assertion(ciba):
    """By the client's own key, if it has one that RS256 can use."""
    return ciba.assertion(header={"alg": "RS256"}, key=for_any_algorithm(ciba.key))


@only(authentication="private_key_jwt")
def test_ensure_client_assertion_signature_algorithm_in_backchannel_authorization_request_is_rs256_fails(ciba2, somebody):
    answer = ciba2.ask(login_hint=somebody.identifier, sending={"assertion": weak_assertion(ciba2)})
    check_error(answer, ("invalid_client", "invalid_request"))


@only(authentication="private_key_jwt")
def test_ensure_client_assertion_signature_algorithm_in_token_endpoint_request_is_rs256_fails(ciba2, somebody):
    values = ciba2.asked(login_hint=somebody.identifier)
    check_error(ciba2.poll(values, assertion=weak_assertion(ciba2)), ("invalid_client", "invalid_request"))


def test_ensure_backchannel_authorization_request_without_request_fails(ciba, somebody):
    """Whoever is registered to sign its requests does."""
    pairs = [("scope", "openid"), ("login_hint", somebody.identifier)]
    check_error(ciba.post("backchannel_authentication_endpoint", pairs), "invalid_request")


def test_refresh_token(ciba, ciba2, somebody):
    _, answer = signed_in(ciba, somebody)
    again = ciba.tokens_of(ciba.refresh(answer["refresh_token"]))
    assert ciba.resource(again["access_token"]).status_code == 200
    check_error(ciba2.refresh(again["refresh_token"]), "invalid_grant")


def test_ensure_holder_of_key_required(ciba, somebody):
    values = ciba.asked(login_hint=somebody.identifier)
    ciba.answer_as(somebody)
    time.sleep(values.get("interval", 5))
    sending = {"proof": None} if ciba.variant.binding == "dpop" else {"session": ciba.stranger()}
    check_error(ciba.poll(values, **sending), ("invalid_request", "invalid_grant", "invalid_client", "invalid_dpop_proof"))
