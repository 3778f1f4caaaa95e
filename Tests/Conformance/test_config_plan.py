"""oidcc-config-certification-test-plan, and the discovery modules of the logout plans."""
import base64
import json
import re
import urllib.parse

import pytest

PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


def b64(text):
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text), "unpadded base64url"
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture(scope="module")
def document(provider):
    status, headers, body = provider.send("GET", "/.well-known/openid-configuration")
    assert status == 200
    assert headers["Content-Type"].split(";")[0].strip() == "application/json"
    return json.loads(body)


def test_oidcc_discovery_endpoint_verification(provider, document):
    assert document["issuer"] == provider.issuer
    assert "code" in document["response_types_supported"]
    assert set(document["subject_types_supported"]) & {"public", "pairwise"}
    assert {"RS256", "ES256"} <= set(document["id_token_signing_alg_values_supported"])
    assert {"authorization_code", "refresh_token"} <= set(document["grant_types_supported"])
    assert "openid" in document["scopes_supported"]
    assert all(re.fullmatch(r"[\x21\x23-\x5b\x5d-\x7e]+", scope) for scope in document["scopes_supported"])
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert {"client_secret_basic", "client_secret_post"} <= set(document["token_endpoint_auth_methods_supported"])
    assert isinstance(document["claims_supported"], list) and "sub" in document["claims_supported"]
    assert document["claims_parameter_supported"] is True
    assert document["request_parameter_supported"] is True
    assert "none" not in document["request_object_signing_alg_values_supported"]
    assert document["request_uri_parameter_supported"] is True and document["require_request_uri_registration"] is True
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
        assert name in document


def test_every_endpoint_is_below_the_issuer(provider, document):
    # The plan asks for https; on loopback the issuer's own scheme stands for it.
    for name, value in document.items():
        if name.endswith("_endpoint") or name.endswith("_uri"):
            parts = urllib.parse.urlsplit(value)
            assert f"{parts.scheme}://{parts.netloc}" == provider.issuer, name
            assert not parts.fragment and not parts.query


def test_locales_are_language_tags(document):
    for name in ("ui_locales_supported", "claims_locales_supported"):
        for tag in document.get(name, []):
            assert re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", tag)


def test_every_array_has_members(document):
    for name, value in document.items():
        if isinstance(value, list):
            assert value, f"{name} is left out rather than empty (OpenID Connect Discovery §3)"
            assert len(set(value)) == len(value), f"{name} names nothing twice"


def test_oauth_metadata_says_the_same(provider, document):
    other = provider.get_json("/.well-known/oauth-authorization-server")
    assert {name: other[name] for name in other if name in document} == {name: document[name] for name in document if name in other}
    for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"):
        assert name in other


def test_jwks_has_public_keys_only(provider):
    keys = provider.jwks()["keys"]
    kinds = {key["kty"] for key in keys}
    assert {"EC", "RSA"} <= kinds, "ES256 and RS256 are both advertised"
    assert len({key["kid"] for key in keys}) == len(keys)
    for key in keys:
        assert not PRIVATE & set(key)
        assert key["use"] in ("sig", "enc")
        match key["kty"]:
            case "RSA":
                assert len(b64(key["n"])) >= 256 and b64(key["n"])[0] != 0
                assert b64(key["e"])
            case "EC":
                size = {"P-256": 32, "P-384": 48, "P-521": 66}[key["crv"]]
                assert len(b64(key["x"])) == len(b64(key["y"])) == size
            case "OKP":
                assert key["crv"] == "Ed25519" and len(b64(key["x"])) == 32
            case other:
                raise AssertionError(other)


def test_every_advertised_algorithm_has_a_key(provider, document):
    algorithms = {key["alg"] for key in provider.jwks()["keys"] if key["use"] == "sig"}
    assert set(document["id_token_signing_alg_values_supported"]) <= algorithms


def test_host_header_never_changes_the_document(provider, document):
    for headers in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}, {"Forwarded": "host=evil.example"}):
        status, _, body = provider.send("GET", "/.well-known/openid-configuration", headers=headers)
        assert status in (200, 400, 421)
        if status == 200:
            assert json.loads(body) == document


def test_documents_may_be_read_from_any_origin(provider):
    for path in ("/.well-known/openid-configuration", urllib.parse.urlsplit(provider.metadata["jwks_uri"]).path):
        _, headers, _ = provider.send("GET", path, headers={"Origin": "https://portal.example"})
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Access-Control-Allow-Credentials"] is None
        assert "max-age" in headers["Cache-Control"]


def test_health_and_metrics_are_not_public(provider):
    for path in ("/health/live", "/health/ready", "/metrics"):
        assert provider.send("GET", path)[0] == 404
