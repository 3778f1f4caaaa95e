"""Answers that only their portal can read: signed first, encrypted second (OpenID Connect Core §10.2, RFC 7516)."""
import json
import time

import pytest

from blackbox import sealed
from blackbox.browser import Browser
from blackbox.relying_party import RelyingParty
from blackbox.tokens import check_id_token

PAIRS = [(algorithm, encryption) for algorithm in sealed.ALGORITHMS for encryption in sealed.ENCRYPTIONS]


def portal(provider, listener, key, kind, algorithm=None, encryption=None, **members):
    document = {"client_name": f"Sealed {kind} {algorithm} {encryption}", "jwks": {"keys": [sealed.public(key)]}} | members
    if algorithm:
        document[f"{kind}_encrypted_response_alg"] = algorithm
    if encryption:
        document[f"{kind}_encrypted_response_enc"] = encryption
    return RelyingParty(provider, listener, document)


def test_the_algorithms_are_advertised(provider):
    for name in ("id_token_encryption_alg_values_supported", "userinfo_encryption_alg_values_supported",
                 "introspection_encryption_alg_values_supported"):
        assert set(provider.metadata[name]) == set(sealed.ALGORITHMS)
    for name in ("id_token_encryption_enc_values_supported", "userinfo_encryption_enc_values_supported",
                 "introspection_encryption_enc_values_supported"):
        assert set(provider.metadata[name]) == set(sealed.ENCRYPTIONS)


@pytest.mark.parametrize(("algorithm", "encryption"), PAIRS)
def test_every_answer_is_encrypted_as_registered(provider, shared_listener, person, algorithm, encryption):
    key = sealed.key_for(algorithm)
    members = {f"{kind}_encrypted_response_{part}": value for kind in ("userinfo", "introspection")
               for part, value in (("alg", algorithm), ("enc", encryption))}
    rp = portal(provider, shared_listener, key, "id_token", algorithm, encryption, userinfo_signed_response_alg="ES256", **members)
    answer = rp.authorize(Browser(person), scope="openid email")
    values = rp.tokens_of(rp.redeem(answer))
    head, content = sealed.opened(values["id_token"], key, algorithm, encryption)
    assert (head["cty"], head["kid"]) == ("JWT", "portal-enc")
    claims = check_id_token(provider, rp.client_id, content, values["access_token"], answer.asked["nonce"], "ES256")

    response = rp.userinfo(values["access_token"])
    assert response.headers["Content-Type"].split(";")[0] == "application/jwt"
    _, released = sealed.nested(provider, response.text, key, algorithm, encryption)
    assert released["sub"] == claims["sub"] and released["aud"] == rp.client_id and released["email"]

    form, headers = rp.authenticated([("token", values["access_token"])])
    looked_up = rp.session.post(
        provider.endpoint("introspection_endpoint"), data=form, timeout=60,
        headers=headers | {"Accept": "application/token-introspection+jwt"})
    inner, told = sealed.nested(provider, looked_up.text, key, algorithm, encryption)
    assert inner["typ"] == "token-introspection+jwt" and told["token_introspection"]["active"] is True


def test_the_content_encryption_is_the_standards_default_where_none_is_named(provider, shared_listener, browser):
    key = sealed.key_for("ECDH-ES")
    rp = portal(provider, shared_listener, key, "id_token", "ECDH-ES")
    assert rp.registration["id_token_encrypted_response_enc"] == "A128CBC-HS256"
    values = rp.tokens_of(rp.redeem(rp.authorize(browser)))
    sealed.opened(values["id_token"], key, "ECDH-ES", "A128CBC-HS256")


def test_a_refreshed_id_token_is_encrypted_too(provider, shared_listener, browser):
    key = sealed.key_for("ECDH-ES")
    rp = portal(provider, shared_listener, key, "id_token", "ECDH-ES", "A256GCM")
    values = rp.tokens_of(rp.redeem(rp.authorize(browser)))
    again = rp.tokens_of(rp.refresh(values["refresh_token"]))
    _, claims = sealed.nested(provider, again["id_token"], key, "ECDH-ES", "A256GCM")
    assert claims["aud"] == rp.client_id


def test_two_answers_share_no_key(provider, shared_listener, browser):
    key = sealed.key_for("ECDH-ES")
    rp = portal(provider, shared_listener, key, "id_token", "ECDH-ES", "A256GCM")
    values = rp.tokens_of(rp.redeem(rp.authorize(browser)))
    again = rp.tokens_of(rp.refresh(values["refresh_token"]))
    heads = [sealed.opened(token, key)[0] for token in (values["id_token"], again["id_token"])]
    assert heads[0]["epk"] != heads[1]["epk"]


@pytest.mark.parametrize("family", ["EC", "RSA"])
def test_an_encrypted_id_token_comes_back_as_a_hint(provider, shared_listener, person, family):
    """The client decrypts it, and sends what was inside as it is, or encrypted to us (RP-Initiated Logout §2)."""
    key = sealed.key_for("ECDH-ES")
    rp = portal(provider, shared_listener, key, "id_token", "ECDH-ES", "A256GCM")
    browser = Browser(person)
    values = rp.tokens_of(rp.redeem(rp.authorize(browser)))
    _, inside = sealed.opened(values["id_token"], key)
    published = next(key for key in provider.jwks()["keys"] if key["use"] == "enc" and key["kty"] == family)
    algorithm = "RSA-OAEP-256" if family == "RSA" else "ECDH-ES+A128KW"
    for hint in (inside, sealed.sealed(inside.encode(), published, algorithm, cty="JWT")):
        answer = rp.authorize(browser, prompt="none", id_token_hint=hint)
        assert answer.code
    stranger = sealed.sealed(b"eyJhbGciOiJub25lIn0.e30.", published, algorithm, cty="JWT")
    for hint in (stranger, values["id_token"], values["id_token"][:-4] + "AAAA"):
        answer = rp.authorize(browser, prompt="none", id_token_hint=hint)
        assert answer.error == "invalid_request"


@pytest.mark.parametrize("document", [
    {"id_token_encrypted_response_alg": "ECDH-ES"},
    {"id_token_encrypted_response_alg": "dir", "jwks": "own"},
    {"id_token_encrypted_response_alg": "RSA1_5", "jwks": "own"},
    {"id_token_encrypted_response_alg": "PBES2-HS256+A128KW", "jwks": "own"},
    {"id_token_encrypted_response_alg": "RSA-OAEP-256", "jwks": "own"},
    {"id_token_encrypted_response_enc": "A128GCM", "jwks": "own"},
    {"userinfo_encrypted_response_alg": "ECDH-ES", "jwks": "own"},
])
def test_a_registration_that_cannot_be_kept_is_refused(provider, client, document):
    if document.get("jwks") == "own":
        document = document | {"jwks": {"keys": [sealed.public(sealed.key_for("ECDH-ES"))]}}
    failed = provider.run("client", "create", "-", document=client.default_registration() | document)
    assert failed.returncode == 1
    assert any(member in failed.stderr for member in ("encrypted_response", "jwks", "userinfo_signed_response_alg")), failed.stderr


def test_keys_to_encrypt_to_rotate(provider):
    """The new one is published in the old one's place."""
    before = {key["kid"] for key in provider.jwks()["keys"] if key["use"] == "enc"}
    assert len(before) == 2
    made = json.loads(provider.command("keys", "rotate", "--algorithm", "ECDH-ES", "--json"))
    assert (made["use"], made["state"]) == ("enc", "decrypting")
    time.sleep(1)
    after = {key["kid"] for key in provider.jwks()["keys"] if key["use"] == "enc"}
    assert made["kid"] in after and len(after) == 2 and len(after & before) == 1
