"""Clients that sign who they are (RFC 7523): the audience, the algorithm that was registered, keys at an address, secrets as keys."""
import hmac
import json
import secrets
import time

import pytest

from blackbox.relying_party import RelyingParty, check_token_error, pkce
from blackbox.signing import new_key, signed
from blackbox.tokens import encoded

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
JWKS = "/keys.json"


class Signing(RelyingParty):
    """Authenticates with a JWT that `sign` makes of header and claims."""

    def __init__(self, provider, listener, registration, key=None):
        super().__init__(provider, listener, {"require_pkce": True} | registration)
        self.key = key

    def assertion(self, header=None, **changes):
        now = int(time.time())
        values = {"iss": self.client_id, "sub": self.client_id, "aud": self.provider.issuer, "iat": now, "exp": now + 60,
                  "jti": secrets.token_urlsafe(16)} | changes
        if self.method == "client_secret_jwt":
            algorithm = (header or {}).get("alg", "HS256")
            text = f"{encoded({'alg': algorithm})}.{encoded(values)}"
            return f"{text}.{encoded(hmac.digest(self.secret.encode(), text.encode(), 'sha' + algorithm[2:]))}"
        return signed({"alg": self.key.alg, "kid": self.key.kid} | (header or {}), values, self.key)

    def authenticated(self, pairs, **changes):
        return [*pairs, ("client_assertion_type", TYPE), ("client_assertion", self.assertion(**changes))], {}

    def proves_itself(self, **changes) -> bool:
        """A token request that fails at the code, so only authentication decides between the two errors."""
        form, _ = self.authenticated([("grant_type", "authorization_code"), ("code", "none"), ("redirect_uri", self.redirect_uri),
                                      ("code_verifier", pkce())], **changes)
        response = self.session.post(self.provider.endpoint("token_endpoint"), data=form, timeout=60)
        proven = response.json()["error"] != "invalid_client"
        check_token_error(response, ("invalid_grant", "invalid_request") if proven else "invalid_client", 400 if proven else 401)
        return proven


@pytest.fixture(scope="module")
def keyed(provider, shared_listener):
    key = new_key()
    return Signing(provider, shared_listener, {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [key.as_dict(private=False)]}}, key)


@pytest.fixture(scope="module")
def strict(provider, shared_listener):
    key = new_key()
    return Signing(provider, shared_listener, {"token_endpoint_auth_method": "private_key_jwt", "profile": "fapi2", "dpop_bound_access_tokens": True,
                                               "jwks": {"keys": [key.as_dict(private=False)]}}, key)


@pytest.fixture(scope="module")
def secretive(provider, shared_listener):
    return Signing(provider, shared_listener, {"token_endpoint_auth_method": "client_secret_jwt"})


def audiences(provider):
    issuer, token = provider.issuer, provider.endpoint("token_endpoint")
    return {
        "issuer": (issuer, True, True), "issuer in an array": ([issuer], True, False), "token endpoint": (token, True, False),
        "token endpoint in an array": ([token], True, False), "two of ours": ([issuer, token], False, False),
        "with a stranger": ([issuer, "https://evil.example"], False, False), "stranger": ("https://evil.example", False, False),
        "issuer with a slash": (issuer + "/", False, False), "another endpoint": (provider.endpoint("introspection_endpoint"), False, False),
        "nobody": ([], False, False),
    }


@pytest.mark.parametrize("case", ["issuer", "issuer in an array", "token endpoint", "token endpoint in an array", "two of ours", "with a stranger",
                                  "stranger", "issuer with a slash", "another endpoint", "nobody"])
def test_the_audience(keyed, strict, case):
    audience, usual, fapi = audiences(keyed.provider)[case]
    assert keyed.proves_itself(aud=audience) is usual
    assert strict.proves_itself(aud=audience) is fapi, "FAPI 2.0 §5.3.2.1: the issuer alone, as a string"


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "PS256", "RS256"])
def test_the_registered_algorithm(provider, shared_listener, algorithm):
    key = new_key(algorithm, alg=None)
    rp = Signing(provider, shared_listener, {"token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": algorithm,
                                             "jwks": {"keys": [key.as_dict(private=False)]}}, key)
    assert rp.registration["token_endpoint_auth_signing_alg"] == algorithm
    assert rp.proves_itself(header={"alg": algorithm})
    other = {"PS256": "RS256", "RS256": "PS256"}.get(algorithm)
    assert not other or not rp.proves_itself(header={"alg": other})


def test_keys_at_an_address(provider, listener):
    key, next_key = new_key(), new_key()
    listener.documents[JWKS] = {"keys": [key.as_dict(private=False)]}
    rp = Signing(provider, listener, {"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": listener.origin + JWKS}, key)
    assert "jwks" not in rp.registration and rp.registration["jwks_uri"] == listener.origin + JWKS
    assert all(rp.proves_itself() for _ in range(5))
    assert len(listener.at(JWKS)) == 1, "one look serves many requests"
    # The client changes its key: it is believed as soon as the provider looks again, which it does not do at every stranger's word.
    rp.key = next_key
    assert not rp.proves_itself()
    assert len(listener.at(JWKS)) == 1
    listener.documents[JWKS] = {"keys": [next_key.as_dict(private=False)]}
    time.sleep(10.5)
    assert rp.proves_itself()
    rp.key = key
    assert not rp.proves_itself(), "a key that is no longer published"
    assert len(listener.at(JWKS)) == 2


@pytest.mark.parametrize("document", [{}, {"keys": []}, {"keys": "x"}, [], None])
def test_an_address_without_keys(provider, listener, document):
    if document is not None:
        listener.documents[JWKS] = document
    rp = Signing(provider, listener, {"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": listener.origin + JWKS}, new_key())
    assert not rp.proves_itself()


REFUSED = {
    "jwks and jwks_uri": {"jwks": {"keys": []}, "jwks_uri": "https://portal.example.vn/keys"},
    "http elsewhere": {"jwks_uri": "http://portal.example.vn/keys"}, "internal": {"jwks_uri": "https://10.0.0.1/keys"},
    "no keys": {}, "an algorithm of another method": {"jwks": {"keys": []}, "token_endpoint_auth_signing_alg": "HS256"},
    "none": {"jwks": {"keys": []}, "token_endpoint_auth_signing_alg": "none"},
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_registration_that_is_refused(provider, shared_listener, case):
    with pytest.raises(RuntimeError, match="jwks|token_endpoint_auth_signing_alg"):
        RelyingParty(provider, shared_listener, {"token_endpoint_auth_method": "private_key_jwt"} | REFUSED[case])


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_a_secret_as_key(secretive, algorithm):
    assert secretive.proves_itself(header={"alg": algorithm})


def test_a_secret_as_key_is_checked_like_any_assertion(secretive, browser):
    secretive.claims(secretive.sign_in(browser, verifier=pkce()))
    assert not secretive.proves_itself(exp=int(time.time()) - 300)
    assert not secretive.proves_itself(aud="https://evil.example")
    assert not secretive.proves_itself(iss="another")
    used = secrets.token_urlsafe(16)
    assert secretive.proves_itself(jti=used) and not secretive.proves_itself(jti=used)
    right, secretive.secret = secretive.secret, secrets.token_urlsafe(64)
    assert not secretive.proves_itself()
    secretive.secret = right


def test_a_secret_as_key_is_not_sent(secretive):
    pairs = [("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", secretive.client_id), ("client_secret", secretive.secret)]
    check_token_error(secretive.session.post(secretive.provider.endpoint("token_endpoint"), data=pairs, timeout=60), "invalid_client", 401)


def test_the_algorithm_of_a_secret_is_the_registered_one(provider, shared_listener):
    rp = Signing(provider, shared_listener, {"token_endpoint_auth_method": "client_secret_jwt", "token_endpoint_auth_signing_alg": "HS512"})
    assert rp.proves_itself(header={"alg": "HS512"}) and not rp.proves_itself(header={"alg": "HS256"})


def test_a_short_secret_makes_no_key(provider, shared_listener):
    with pytest.raises(RuntimeError, match="client_secret"):
        RelyingParty(provider, shared_listener, {"token_endpoint_auth_method": "client_secret_jwt", "client_secret": "0123456789abcdef"})


def test_the_secret_is_kept_sealed(secretive):
    stored = secretive.provider.database.read_bytes() + secretive.provider.database.with_name("idp.sqlite-wal").read_bytes()
    assert secretive.secret.encode() not in stored
    shown = json.loads(secretive.provider.command("client", "show", secretive.client_id, "--json"))
    assert secretive.secret not in json.dumps(shown)


def test_every_method_is_advertised(provider):
    assert {"client_secret_jwt", "private_key_jwt"} <= set(provider.metadata["token_endpoint_auth_methods_supported"])
    assert provider.metadata["token_endpoint_auth_signing_alg_values_supported"] == [
        "ES256", "ES384", "EdDSA", "RS256", "PS256", "HS256", "HS384", "HS512"]
