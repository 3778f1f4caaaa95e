"""What the discovery document promises about each endpoint holds at that endpoint (RFC 8414 §2)."""
import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from blackbox.asserting import AssertingParty
from blackbox.browser import Browser
from blackbox.relying_party import RelyingParty

ENDPOINTS = {
    "token_endpoint": ("token_endpoint_auth_methods_supported", "token_endpoint_auth_signing_alg_values_supported"),
    "introspection_endpoint": (
        "introspection_endpoint_auth_methods_supported", "introspection_endpoint_auth_signing_alg_values_supported"),
    "revocation_endpoint": ("revocation_endpoint_auth_methods_supported", "revocation_endpoint_auth_signing_alg_values_supported"),
}
KEYS = {"ES256": lambda: ECKey.generate_key("P-256"), "ES384": lambda: ECKey.generate_key("P-384"),
        "EdDSA": lambda: OKPKey.generate_key("Ed25519"), "RS256": lambda: RSAKey.generate_key(2048), "PS256": lambda: RSAKey.generate_key(2048)}


def test_all_endpoints_with_client_authentication_say_the_same(provider):
    methods = {endpoint: set(provider.metadata[names[0]]) for endpoint, names in ENDPOINTS.items()}
    assert methods["token_endpoint"] == methods["revocation_endpoint"]
    assert methods["introspection_endpoint"] == methods["token_endpoint"] - {"none"}, "nobody learns of tokens without credentials"
    assert len({tuple(sorted(provider.metadata[names[1]])) for names in ENDPOINTS.values()}) == 1


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "none"])
def test_each_method_opens_the_endpoint_where_it_is_advertised(provider, shared_listener, endpoint, method):
    members = {"token_endpoint_auth_method": method, "client_name": f"{method} at {endpoint}"}
    rp = RelyingParty(provider, shared_listener, members | ({"require_pkce": True} if method == "none" else {}))
    form = [("token", "unknown")] if endpoint != "token_endpoint" else [("grant_type", "refresh_token"), ("refresh_token", "unknown")]
    response = rp.post(endpoint, form)
    advertised = method in provider.metadata[ENDPOINTS[endpoint][0]]
    assert (response.status_code != 401) == advertised, response.text


@pytest.mark.parametrize("algorithm", KEYS)
def test_each_assertion_algorithm_opens_each_endpoint(provider, shared_listener, algorithm):
    key = KEYS[algorithm]()
    public = key.as_dict(private=False) | {"kid": algorithm, "use": "sig", "alg": algorithm}
    rp = AssertingParty(provider, shared_listener, {"client_name": f"Asserting {algorithm}", "jwks": {"keys": [public]}})
    for endpoint, (_, algorithms) in ENDPOINTS.items():
        assert algorithm in provider.metadata[algorithms]
        form = [("token", "unknown")] if endpoint != "token_endpoint" else [("grant_type", "refresh_token"), ("refresh_token", "unknown")]
        assertion = rp.assertion({"alg": algorithm, "kid": algorithm}, key=key)
        response = rp.session.post(provider.endpoint(endpoint), data=rp.with_assertion(form, assertion), timeout=60)
        assert response.status_code != 401, f"{endpoint}: {response.text}"


@pytest.mark.parametrize("prompt", ["none", "login", "consent", "select_account"])
def test_each_advertised_prompt_is_understood(provider, client, person, prompt):
    assert prompt in provider.metadata["prompt_values_supported"]
    browser = Browser(person)
    client.sign_in(browser)
    answer = client.authorize(browser, prompt=prompt)
    assert answer.values is not None and answer.values.get("error") in (None, "consent_required")


def test_no_other_prompt_is(provider, client, browser):
    assert set(provider.metadata["prompt_values_supported"]) == {"none", "login", "consent", "select_account"}
    assert client.authorize(browser, prompt="create").error == "invalid_request"


def test_claims_are_the_providers_own(provider, client, person):
    """Neither aggregated nor distributed ones (OpenID Connect Core §5.6)."""
    assert provider.metadata["claim_types_supported"] == ["normal"]
    values = client.claims(client.sign_in(Browser(person), scope="openid profile email address phone"))
    assert not {"_claim_names", "_claim_sources"} & set(values)
