"""The modules of the FAPI 2.0 plans for a plain FAPI profile with OpenID Connect; a plan is a subclass.

Each test is named after its module and makes the module's checks; where the suite only warns, these fail, but for what the
profile leaves open. `fapi` and `fapi2` are the plan's two clients in one of its combinations. Modules that wait for something to
expire have it made before the others begin.
"""
import time

import pytest

from . import tokens
from .browser import Browser
from .fapi_client import ALGORITHMS
from .relying_party import pkce
from .signing import ProofKey, for_any_algorithm, with_header, with_signature

CLIENT_OR_REQUEST = ("invalid_client", "invalid_request")
BINDING = ("invalid_request", "invalid_grant", "invalid_dpop_proof")


def only(**properties):
    """The module applies to combinations with these properties alone."""
    def marked(test):
        test.applies = properties
        return test
    return marked


def applicable(test, variants) -> list:
    wanted = getattr(test, "applies", {})
    return [variant for variant in variants if all(getattr(variant, name) == value for name, value in wanted.items())]


def check_error(response, allowed):
    """An error in JSON with the status that belongs to it (RFC 6749 §5.2)."""
    assert response.status_code in (400, 401), f"{response.status_code} {response.text[:300]}"
    assert response.headers["Content-Type"].split(";")[0].strip() == "application/json"
    assert "no-store" in response.headers["Cache-Control"]
    values = response.json()
    assert values["error"] in ([allowed] if isinstance(allowed, str) else allowed), values
    assert response.status_code == (401 if values["error"] == "invalid_client" else 400), values
    assert set(values) <= {"error", "error_description", "error_uri"}


def refused(answer, allowed):
    """An error at the redirect URI, or a page of the provider; nobody got a code."""
    if answer.values is None:
        assert answer.page.status == 400 and answer.page.form_with("password") is None
    else:
        assert answer.error in ([allowed] if isinstance(allowed, str) else allowed)


class SecurityProfileModules:
    """fapi2-security-profile-final-test-plan."""

    # Well-behaved clients

    def test_discovery_end_point_verification(self, fapi, provider):
        metadata = provider.metadata
        assert metadata == metadata | {name: provider.get_json("/.well-known/oauth-authorization-server")[name] for name in ("issuer", "token_endpoint")}
        assert "code" in metadata["response_types_supported"]
        assert metadata["authorization_response_iss_parameter_supported"] is True
        assert metadata["pushed_authorization_request_endpoint"].startswith(provider.issuer)
        assert isinstance(metadata.get("require_pushed_authorization_requests", False), bool)
        assert ALGORITHMS & set(metadata["id_token_signing_alg_values_supported"])
        assert ALGORITHMS & set(metadata["token_endpoint_auth_signing_alg_values_supported"])
        assert {"private_key_jwt", "tls_client_auth"} & set(metadata["token_endpoint_auth_methods_supported"])
        assert metadata["code_challenge_methods_supported"] == ["S256"]
        assert "openid" in metadata["scopes_supported"]
        if fapi.variant.binding == "dpop":
            assert ALGORITHMS & set(metadata["dpop_signing_alg_values_supported"])
        else:
            assert metadata["tls_client_certificate_bound_access_tokens"] is True
        if fapi.variant.authentication == "mtls":
            assert {"tls_client_auth", "self_signed_tls_client_auth"} <= set(metadata["token_endpoint_auth_methods_supported"])

    def test_happy_flow(self, fapi, fapi2, browser, person):
        signed_in = fapi.sign_in(browser)
        assert fapi.claims(signed_in)["sub"] == signed_in.claims["sub"]
        other = fapi2.sign_in(Browser(person, fapi.provider.authority))
        fapi2.claims(other)
        stolen = fapi.resource(other.access_token)
        assert stolen.status_code == 401, "the other client's token is bound to the other client's key"

    def test_user_rejects_authentication(self, fapi, provider, stranger_to_consent):
        client, browser = stranger_to_consent
        assert client.authorize(browser, decision="deny").error == "access_denied"

    def test_ensure_authorization_request_without_state_success(self, fapi, browser):
        assert "state" not in fapi.authorize(browser, state=None).values

    def test_ensure_authorization_request_without_nonce_success(self, fapi, browser):
        assert "nonce" not in fapi.sign_in(browser, nonce=None).claims

    def test_ensure_authorization_request_with_64_char_nonce_success(self, fapi, browser):
        nonce = "n" * 64
        assert fapi.sign_in(browser, nonce=nonce).claims["nonce"] == nonce

    def test_ensure_other_scope_order_succeeds(self, fapi, browser):
        signed_in = fapi.sign_in(browser, scope="email openid")
        assert "email" in fapi.claims(signed_in)

    def test_test_claims_parameter_identity_claims(self, fapi, browser):
        signed_in = fapi.sign_in(browser, claims='{"userinfo":{"name":{"essential":true}},"id_token":{"email":null}}')
        assert fapi.claims(signed_in)["name"] == "Nguyễn Văn An"
        assert "email" in signed_in.claims

    def test_access_token_type_header_case_sensitivity(self, fapi, browser):
        token = fapi.sign_in(browser).access_token
        scheme = "DPoP" if fapi.variant.binding == "dpop" else "Bearer"
        for spelling in (scheme.lower(), scheme.upper(), scheme.swapcase()):
            assert fapi.resource(token, scheme=spelling).status_code == 200, spelling

    # DPoP proofs

    @only(binding="dpop")
    def test_check_dpop_proof_nbf_exp(self, fapi, browser):
        def dated(*request, **more):
            now = int(time.time())
            return fapi.proof_key.proof(*request, **more, nbf=now, exp=now + 300)
        signed_in = fapi.complete(fapi.authorize(browser), proof=dated)
        assert fapi.resource(signed_in.access_token, proof=dated).status_code == 200

    def shifted(self, fapi, browser, seconds):
        def shifted(*request, **more):
            return fapi.proof_key.proof(*request, **more, iat=int(time.time()) + seconds)
        signed_in = fapi.complete(fapi.authorize(browser), proof=shifted)
        assert fapi.resource(signed_in.access_token, proof=shifted).status_code == 200

    @only(binding="dpop")
    def test_ensure_dpop_proof_with_iat_10_seconds_before_succeeds(self, fapi, browser):
        self.shifted(fapi, browser, -10)

    @only(binding="dpop")
    def test_ensure_dpop_proof_with_iat_10_seconds_after_succeeds(self, fapi, browser):
        self.shifted(fapi, browser, 10)

    @only(binding="dpop")
    def test_ensure_mismatched_dpop_jkt_fails(self, fapi):
        asked = fapi.request(dpop_jkt=ProofKey().thumbprint)
        check_error(fapi.push(asked, proof=True), ("invalid_request", "invalid_dpop_proof"))

    @only(binding="dpop")
    def test_ensure_token_endpoint_fails_with_mismatched_dpop_proof_jkt(self, fapi, browser):
        asked = fapi.request()
        answer = fapi.open(browser, asked, fapi.pushed(asked, proof=True))
        check_error(fapi.redeem(answer, proof=ProofKey().proof), BINDING)

    @only(binding="dpop")
    def test_ensure_token_endpoint_fails_with_mismatched_dpop_jkt(self, fapi, browser):
        answer = fapi.authorize(browser, dpop_jkt=ProofKey().thumbprint)
        check_error(fapi.redeem(answer), BINDING)

    @only(binding="dpop")
    def test_ensure_dpop_proof_at_par_endpoint_binding_success(self, fapi, browser):
        asked = fapi.request()
        fapi.complete(fapi.open(browser, asked, fapi.pushed(asked, proof=True)))

    @only(binding="dpop")
    def test_ensure_dpop_auth_code_binding_success(self, fapi, browser):
        asked = fapi.request(dpop_jkt=fapi.proof_key.thumbprint)
        fapi.complete(fapi.open(browser, asked, fapi.pushed(asked, proof=True)))

    @only(binding="dpop")
    def test_dpop_negative_tests(self, fapi, fapi2, browser):
        token = fapi.sign_in(browser).access_token
        proofs = {
            "upper-case header name": (lambda *r, **m: fapi.proof_key.proof(*r, **m), 200),
            "two proofs in one": (lambda *r, **m: f"{fapi.proof_key.proof(*r, **m)},{fapi.proof_key.proof(*r, **m)}", 401),
            "not a JWT": ("abc.def", 401),
            "no typ": (self.changed(fapi, header={"typ": None}), 401),
            "no alg": (lambda *r, **m: with_header(fapi.proof_key.proof(*r, **m), {"typ": "dpop+jwt", "jwk": fapi.proof_key.public}), 401),
            "no jwk": (self.changed(fapi, header={"jwk": None}), 401),
            "no jti": (self.changed(fapi, jti=None), 401),
            "no htm": (self.changed(fapi, htm=None), 401),
            "no htu": (self.changed(fapi, htu=None), 401),
            "no iat": (self.changed(fapi, iat=None), 401),
            "no ath": (self.changed(fapi, ath=None), 401),
            "another typ": (self.changed(fapi, header={"typ": "jwt"}), 401),
            "none": (self.unsigned(fapi), 401),
            "spoiled signature": (lambda *r, **m: with_signature(fapi.proof_key.proof(*r, **m), bytes(64)), 401),
            "private key": (self.changed(fapi, header={"jwk": fapi.proof_key.key.as_dict(private=True)}), 401),
            "another htm": (self.changed(fapi, htm="PUT"), 401),
            "htu with query and fragment": (lambda method, url, *r, **m: fapi.proof_key.proof(method, f"{url}?a=b#c", *r, **m), 200),
            "another htu": (self.changed(fapi, htu="https://example.com/"), 401),
            "an hour ahead": (self.changed(fapi, iat=int(time.time()) + 3600), 401),
            "an hour ago": (self.changed(fapi, iat=int(time.time()) - 3600), 401),
            "jti once": (self.changed(fapi, jti="the-same-jti"), 200),
            "jti twice": (self.changed(fapi, jti="the-same-jti"), 401),
            "another token": (lambda method, url, token, nonce: fapi.proof_key.proof(method, url, token + "x", nonce), 401),
            "another key": (ProofKey().proof, 401),
            "claims and header members of no meaning": (self.changed(fapi, header={"abc": "x"}, abc="x"), 200),
        }
        outcomes = {case: fapi.resource(token, proof=proof).status_code for case, (proof, _) in proofs.items()}
        expected = {case: status for case, (_, status) in proofs.items()}
        assert {case: status for case, status in outcomes.items() if (status == 200) != (expected[case] == 200) or status not in (200, 400, 401)} == {}
        rsa = fapi2.sign_in(browser).access_token
        weak = self.changed(fapi2, header={"alg": "RS256"}, key=for_any_algorithm(fapi2.proof_key.key))
        assert fapi2.resource(rsa).status_code == 200 and fapi2.resource(rsa, proof=weak).status_code in (400, 401), "RS256"
        assert fapi.resource(token, scheme="Bearer", proof=None).status_code == 401, "a bound token without its proof"
        assert fapi.resource(token, proof=None).status_code == 401
        assert fapi.resource(token, query="?a=b").status_code == 200

    @staticmethod
    def changed(fapi, **changes):
        return lambda *request, **more: fapi.proof_key.proof(*request, **(more | changes))

    @staticmethod
    def unsigned(fapi):
        def unsigned(*request, **more):
            body = fapi.proof_key.proof(*request, **more).split(".")[1]
            return f"{tokens.encoded({'typ': 'dpop+jwt', 'alg': 'none', 'jwk': fapi.proof_key.public})}.{body}."
        return unsigned

    # Parameters beside the pushed ones, and unusual ones

    def outside(self, fapi, browser, name):
        """Only what was pushed counts, or the difference is refused."""
        asked = fapi.request()
        answer = fapi.open(browser, asked, fapi.pushed(asked), **{name: "something else"})
        if answer.values and "code" in answer.values:
            fapi.complete(answer)
        else:
            refused(answer, "invalid_request")

    def test_ensure_different_nonce_inside_and_outside_request_object(self, fapi, browser):
        self.outside(fapi, browser, "nonce")

    def test_ensure_different_state_inside_and_outside_request_object(self, fapi, browser):
        self.outside(fapi, browser, "state")

    def test_state_only_outside_request_object_not_used(self, fapi, browser):
        asked = fapi.request(state=None)
        answer = fapi.open(browser, asked, fapi.pushed(asked), state="outside")
        assert "state" not in answer.values

    def test_par_without_duplicate_parameters(self, fapi, browser):
        asked = fapi.request()
        fapi.complete(fapi.open(browser, asked, fapi.pushed(asked), response_type=None, scope=None, redirect_uri=None))

    def long(self, fapi, browser, **parameter):
        asked = fapi.request(**parameter)
        response = fapi.push(asked)
        if response.status_code == 201:
            fapi.complete(fapi.open(browser, asked, response.json()["request_uri"]))
        else:
            check_error(response, "invalid_request")

    def test_ensure_authorization_request_with_long_nonce(self, fapi, browser):
        self.long(fapi, browser, nonce="n" * 384)

    def test_ensure_authorization_request_with_long_state(self, fapi, browser):
        self.long(fapi, browser, state="s" * 1000)

    # Requests that must fail

    REQUEST = ("invalid_request", "invalid_request_object")

    def test_ensure_request_object_without_redirect_uri_fails(self, fapi):
        check_error(fapi.push(fapi.request(redirect_uri=None)), self.REQUEST)

    def test_ensure_redirect_uri_in_authorization_request(self, fapi):
        check_error(fapi.push(fapi.request(redirect_uri=None)), self.REQUEST)

    def test_ensure_registered_redirect_uri(self, fapi):
        check_error(fapi.push(fapi.request(redirect_uri=f"{fapi.redirect_uri}/unregistered")), self.REQUEST)

    def test_ensure_unsigned_authorization_request_without_using_par_fails(self, fapi, browser):
        asked = fapi.request(response_mode=None)
        fapi.listener.forget()
        page = browser.open(fapi.url(asked))
        assert "sign-in" not in browser.seen
        delivery = fapi.listener.take(fapi.callback)
        if delivery is None:
            assert page.status == 400
        else:
            values = dict(delivery.query)
            values = fapi.unwrapped(values) if "response" in values else values
            assert values["error"] == "invalid_request" and "code" not in values

    @pytest.mark.parametrize("response_type", ["code id_token", "token"], ids=["code_id_token", "token"])
    def test_ensure_response_type_fails(self, fapi, response_type):
        check_error(fapi.push(fapi.request(response_type=response_type)), ("invalid_request", "unsupported_response_type", "unauthorized_client"))

    # The token endpoint

    def test_ensure_client_id_in_token_endpoint(self, fapi, fapi2, browser):
        """The second client's name with the first one's proof."""
        answer = fapi.authorize(browser)
        pairs = [*fapi.code_grant(answer, answer.verifier), ("client_id", fapi2.client_id)]
        if fapi.variant.authentication == "mtls":
            response = fapi.post("token_endpoint", pairs, assertion=None)
        else:
            response = fapi.post("token_endpoint", pairs, assertion=fapi.assertion(
                header={"kid": fapi2.key.kid}, iss=fapi2.client_id, sub=fapi2.client_id))
        check_error(response, ("invalid_client", "invalid_grant"))

    def test_ensure_holder_of_key_required(self, fapi, browser):
        answer = fapi.authorize(browser)
        if fapi.variant.binding == "dpop":
            check_error(fapi.redeem(answer, proof=None), BINDING)
        elif fapi.variant.authentication == "mtls":
            check_error(fapi.redeem(answer, session=fapi.stranger()), CLIENT_OR_REQUEST)
        else:
            check_error(fapi.redeem(answer, session=fapi.stranger()), ("invalid_client", "invalid_grant", "invalid_request"))

    def test_ensure_authorization_code_is_bound_to_client(self, fapi, fapi2, browser):
        answer = fapi.authorize(browser)
        check_error(fapi2.post("token_endpoint", fapi.code_grant(answer, answer.verifier)), "invalid_grant")

    def test_attempt_reuse_authorization_code_after_one_second(self, fapi, browser):
        answer = fapi.authorize(browser)
        signed_in = fapi.complete(answer)
        time.sleep(1)
        check_error(fapi.redeem(answer), "invalid_grant")
        assert fapi.resource(signed_in.access_token).status_code == 401, "what the first use gave is revoked"

    def test_attempt_to_use_expired_auth_code(self, fapi, aged):
        check_error(fapi.redeem(aged.code(fapi)), "invalid_grant")

    @only(authentication="private_key_jwt")
    def test_ensure_signed_client_assertion_with_rs256_fails(self, fapi2, browser):
        """By the registered key, which is an RSA key."""
        weak = fapi2.assertion(header={"alg": "RS256"}, key=for_any_algorithm(fapi2.key))
        check_error(fapi2.redeem(fapi2.authorize(browser), assertion=weak), CLIENT_OR_REQUEST)

    @only(authentication="private_key_jwt")
    def test_ensure_client_assertion_in_token_endpoint(self, fapi, browser):
        check_error(fapi.redeem(fapi.authorize(browser), assertion=None), CLIENT_OR_REQUEST)

    @only(authentication="private_key_jwt")
    def test_ensure_client_assertion_with_exp_is_5_minutes_in_past_fails(self, fapi, browser):
        before = int(time.time()) - 300
        check_error(fapi.redeem(fapi.authorize(browser), assertion=fapi.assertion(exp=before)), CLIENT_OR_REQUEST)

    @only(authentication="private_key_jwt")
    def test_ensure_client_assertion_with_wrong_aud_fails(self, fapi, browser):
        wrong = fapi.assertion(aud="https://example.com/")
        check_error(fapi.redeem(fapi.authorize(browser), assertion=wrong), CLIENT_OR_REQUEST)

    @only(authentication="private_key_jwt")
    def test_ensure_client_assertion_with_no_sub_fails(self, fapi, browser):
        check_error(fapi.redeem(fapi.authorize(browser), assertion=fapi.assertion(sub=None)), CLIENT_OR_REQUEST)

    # Refresh tokens

    def test_refresh_token(self, fapi, fapi2, browser, person):
        first = fapi.sign_in(browser, scope="openid offline_access", prompt="consent")
        time.sleep(1.1)
        second = fapi.tokens_of(fapi.refresh(first.refresh_token))
        assert second["access_token"] != first.access_token
        assert second.get("refresh_token", first.refresh_token) == first.refresh_token, "not rotated under this profile (§5.3.2.1)"
        assert fapi.resource(second["access_token"]).status_code == 200
        if "id_token" in second:
            checked = tokens.check_id_token(
                fapi.provider, fapi.client_id, second["id_token"], second["access_token"], tokens.claims(second["id_token"]).get("nonce"))
            assert all(checked[name] == first.claims[name] for name in ("iss", "sub", "aud", "auth_time"))
        pairs = [("grant_type", "refresh_token"), ("refresh_token", first.refresh_token)]
        if fapi.variant.binding == "dpop":
            check_error(fapi.post("token_endpoint", pairs, proof=None), ("invalid_request", "invalid_grant", "invalid_client"))
        else:
            check_error(fapi.post("token_endpoint", pairs, session=fapi.stranger()), ("invalid_request", "invalid_grant", "invalid_client"))
        other = fapi2.sign_in(Browser(person, fapi.provider.authority), scope="openid offline_access", prompt="consent")
        check_error(fapi.refresh(other.refresh_token), "invalid_grant")
        assert fapi.resource(other.access_token).status_code == 401
        assert fapi2.refresh(other.refresh_token).status_code == 200

    # Pushed requests

    def test_par_ensure_reused_request_uri_prior_to_auth_completion_succeeds(self, fapi, person):
        asked = fapi.request()
        request_uri = fapi.pushed(asked)
        browser = Browser(person, fapi.provider.authority)
        for _ in range(2):
            assert browser.fetch(fapi.front(asked, request_uri)).form_with("password") is not None
        fapi.complete(fapi.open(browser, asked, request_uri))

    def test_par_attempt_reuse_request_uri(self, fapi, browser):
        asked = fapi.request()
        request_uri = fapi.pushed(asked)
        fapi.complete(fapi.open(browser, asked, request_uri))
        refused(fapi.open(browser, asked, request_uri), "invalid_request_uri")

    def test_par_attempt_to_use_expired_request_uri(self, fapi, browser, aged):
        asked, request_uri = aged.request(fapi)
        refused(fapi.open(browser, asked, request_uri), "invalid_request_uri")

    def test_par_ensure_request_uri_is_bound_to_client(self, fapi, fapi2, browser):
        asked = fapi.request()
        request_uri = fapi.pushed(asked)
        answer = fapi2.open(browser, asked, request_uri, client_id=fapi2.client_id)
        refused(answer, ("invalid_request", "invalid_request_uri", "invalid_request_object"))

    def test_par_authorization_request_containing_request_uri_form_param(self, fapi):
        pairs = [*fapi.pushed_form(fapi.request()), ("request_uri", "urn:ietf:params:oauth:request_uri:" + "a" * 43)]
        check_error(fapi.post("pushed_authorization_request_endpoint", pairs), ("invalid_request", "invalid_request_object", "request_uri_not_supported"))

    def test_par_attempt_invalid_http_method(self, fapi, provider):
        response = fapi.session.put(fapi.address("pushed_authorization_request_endpoint"), data={}, timeout=60)
        assert response.status_code == 405

    @only(authentication="private_key_jwt")
    def test_par_ensure_jwt_client_assertion_with_iat_nbf_8_seconds_in_the_future_is_accepted(self, fapi):
        soon = int(time.time()) + 8
        assert fapi.push(fapi.request(), assertion=fapi.assertion(iat=soon, nbf=soon)).status_code == 201

    @only(authentication="private_key_jwt")
    def test_par_ensure_jwt_client_assertion_with_iat_nbf_over_60_seconds_in_the_future_fails(self, fapi):
        later = int(time.time()) + 65
        check_error(fapi.push(fapi.request(), assertion=fapi.assertion(iat=later, nbf=later, exp=later + 60)), CLIENT_OR_REQUEST)

    @only(authentication="private_key_jwt")
    def test_par_endpoint_as_array_audience_fails(self, fapi):
        wrong = [fapi.provider.endpoint("pushed_authorization_request_endpoint")]
        check_error(fapi.push(fapi.request(), assertion=fapi.assertion(aud=wrong)), CLIENT_OR_REQUEST)

    @only(authentication="private_key_jwt")
    def test_par_endpoint_as_audience_fails(self, fapi):
        wrong = fapi.provider.endpoint("pushed_authorization_request_endpoint")
        check_error(fapi.push(fapi.request(), assertion=fapi.assertion(aud=wrong)), CLIENT_OR_REQUEST)

    @only(authentication="private_key_jwt")
    def test_par_token_endpoint_as_audience_fails(self, fapi):
        wrong = fapi.provider.endpoint("token_endpoint")
        check_error(fapi.push(fapi.request(), assertion=fapi.assertion(aud=wrong)), CLIENT_OR_REQUEST)

    # PKCE

    def test_par_ensure_pkce_required(self, fapi):
        check_error(fapi.push(fapi.request(verifier=None)), self.REQUEST)

    def test_par_ensure_pkce_code_verifier_required(self, fapi, browser):
        check_error(fapi.redeem(fapi.authorize(browser), verifier=None), ("invalid_grant", "invalid_request"))

    def test_par_incorrect_pkce_code_verifier_rejected(self, fapi, browser):
        check_error(fapi.redeem(fapi.authorize(browser), verifier=pkce()), "invalid_grant")

    def test_par_ensure_plain_pkce_rejected(self, fapi):
        verifier = pkce()
        asked = fapi.request(verifier=None, code_challenge=verifier, code_challenge_method="plain")
        check_error(fapi.push(asked), self.REQUEST)


class MessageSigningModules(SecurityProfileModules):
    """fapi2-message-signing-final-test-plan: the same with signed requests and signed responses, and what can be wrong with those."""

    def test_message_signing_is_advertised(self, provider, fapi):
        metadata = provider.metadata
        assert ALGORITHMS & set(metadata["request_object_signing_alg_values_supported"])
        assert "none" not in metadata["request_object_signing_alg_values_supported"]
        assert {"jwt", "query.jwt"} <= set(metadata["response_modes_supported"])
        assert ALGORITHMS & set(metadata["authorization_signing_alg_values_supported"])

    def test_ensure_request_object_with_multiple_aud_succeeds(self, fapi, browser):
        asked = fapi.request()
        several = [fapi.provider.issuer, "https://other1.example.com", "invalid"]
        fapi.complete(fapi.open(browser, asked, fapi.pushed(asked, signing={"aud": several})))

    def test_ensure_request_object_with_nbf_8_seconds_in_the_future_is_accepted(self, fapi, browser):
        asked = fapi.request()
        fapi.complete(fapi.open(browser, asked, fapi.pushed(asked, signing={"nbf": int(time.time()) + 8})))

    WRONG = {
        "without-exp": lambda now: {"exp": None},
        "without-nbf": lambda now: {"nbf": None},
        "expired": lambda now: {"exp": now - 300},
        "bad-aud": lambda now: {"aud": "https://example.com/"},
        "exp-over-60-minutes": lambda now: {"exp": now + 70 * 60},
        "nbf-over-60-minutes": lambda now: {"nbf": now - 70 * 60},
        "request-uri-inside": lambda now: {"request_uri": "urn:ietf:params:oauth:request_uri:" + "a" * 43},
    }

    @pytest.mark.parametrize("case", WRONG)
    def test_ensure_request_object_fails(self, fapi, case):
        check_error(fapi.push(fapi.request(), signing=self.WRONG[case](int(time.time()))), self.REQUEST)

    def test_ensure_signed_request_object_with_rs256_fails(self, fapi2, variant):
        """By the registered key, which is an RSA key."""
        check_error(fapi2.push(fapi2.request(), signing={"header": {"alg": "RS256"}, "key": for_any_algorithm(fapi2.key)}), self.REQUEST)

    def spoiled(self, fapi, spoil):
        pairs = [(name, spoil(value) if name == "request" else value) for name, value in fapi.pushed_form(fapi.request())]
        check_error(fapi.post("pushed_authorization_request_endpoint", pairs), self.REQUEST)

    def test_ensure_request_object_signature_algorithm_is_not_none(self, fapi):
        self.spoiled(fapi, lambda token: tokens.unsigned(tokens.claims(token)))

    def test_ensure_request_object_with_invalid_signature_fails(self, fapi):
        self.spoiled(fapi, lambda token: with_signature(token, bytes(64)))

    def test_ensure_matching_key_in_authorization_request(self, fapi, fapi2):
        check_error(fapi.push(fapi.request(), signing={"key": fapi2.key, "header": {"alg": fapi2.algorithm, "kid": fapi2.key.kid}}), self.REQUEST)

    def test_ensure_unsigned_request_at_par_endpoint_fails(self, fapi):
        pairs = [pair for pair in fapi.request().items() if fapi.variant.authentication != "mtls" or pair[0] != "client_id"]
        check_error(fapi.post("pushed_authorization_request_endpoint", pairs), self.REQUEST)
