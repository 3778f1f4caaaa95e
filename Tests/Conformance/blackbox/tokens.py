"""Checks tokens as a careful relying party does, with somebody else's JOSE library."""
import base64
import hashlib
import json
import re
import time

from joserfc import jws
from joserfc.jwk import KeySet

CLOCK_SKEW = 10
LEVELS = ["LoA1", "LoA2", "LoA3", "LoA4"]
HASHES = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512, "EdDSA": hashlib.sha512, "Ed25519": hashlib.sha512}
ALGORITHMS = ["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA", "Ed25519"]


def segment(token, index) -> dict:
    """A decoded part of a compact JWS, unverified."""
    part = token.split(".")[index]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def header(token) -> dict:
    return segment(token, 0)


def claims(token) -> dict:
    return segment(token, 1)


def encoded(value) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unsigned(values) -> str:
    """The same claims with `alg: none`."""
    return f"{encoded({'alg': 'none'})}.{encoded(values)}."


def verified(token, jwks) -> tuple[dict, dict]:
    """Header and claims of a compact JWS, once exactly one published key, chosen by `kid`, has verified it."""
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", token), "compact serialisation of three unpadded base64url parts"
    head = header(token)
    assert head.get("alg") in ALGORITHMS, f"an asymmetric algorithm, not {head.get('alg')}"
    assert "kid" in head, "a key id"
    matching = [key for key in jwks["keys"] if key.get("kid") == head["kid"]]
    assert len(matching) == 1, f"exactly one published key has the token's kid, not {len(matching)}"
    assert matching[0].get("alg", head["alg"]) == head["alg"], "the key's algorithm is the token's"
    assert matching[0].get("use", "sig") == "sig"
    result = jws.deserialize_compact(token, KeySet.import_key_set({"keys": matching}), algorithms=ALGORITHMS)
    return head, json.loads(result.payload)


def half_hash(value, algorithm) -> str:
    """`at_hash` (OpenID Connect Core §3.1.3.6)."""
    digest = HASHES.get(algorithm, HASHES.get(algorithm[2:]))(value.encode("ascii")).digest()
    return encoded(digest[: len(digest) // 2])


def check_id_token(provider, client_id, token, access_token=None, nonce=None, algorithm=None) -> dict:
    """Every check of OpenID Connect Core §2, §3.1.3.6, §3.1.3.7; returns the claims."""
    head, values = verified(token, provider.jwks())
    now = time.time()
    assert head["alg"] in provider.metadata["id_token_signing_alg_values_supported"]
    if algorithm:
        assert head["alg"] == algorithm
    assert head.get("typ", "JWT") == "JWT"
    assert values["iss"] == provider.issuer
    audience = values["aud"] if isinstance(values["aud"], list) else [values["aud"]]
    assert audience == [client_id], f"for this client alone, not {audience}"
    assert values.get("azp", client_id) == client_id
    for name in ("exp", "iat", "auth_time"):
        assert isinstance(values[name], int) and not isinstance(values[name], bool), f"{name} is a whole number of seconds"
    assert now - CLOCK_SKEW < values["exp"] <= now + 24 * 3600
    assert now - 300 < values["iat"] <= now + CLOCK_SKEW
    assert values["auth_time"] <= values["iat"] + 1
    assert values.get("nbf", 0) <= now + CLOCK_SKEW
    assert re.fullmatch(r"[\x20-\x7e]{1,255}", values["sub"])
    if nonce is None:
        assert "nonce" not in values
    else:
        assert values["nonce"] == nonce
    if access_token:
        assert values["at_hash"] == half_hash(access_token, head["alg"])
    assert values["acr"] in LEVELS
    assert values["amr"] and all(isinstance(method, str) for method in values["amr"])
    assert isinstance(values["sid"], str) and values["sid"]
    assert "c_hash" not in values
    return values


def check_access_token(provider, client_id, token, subject=None) -> dict:
    """RFC 9068 §2: the JWT that resource servers see."""
    head, values = verified(token, provider.jwks())
    assert head["typ"].lower() in ("at+jwt", "application/at+jwt")
    assert values["iss"] == provider.issuer
    assert values["client_id"] == client_id
    assert values["aud"] and values["jti"]
    assert values["iat"] <= time.time() + CLOCK_SKEW and values["exp"] > time.time()
    if subject:
        assert values["sub"] == subject
    return values


def check_logout_token(provider, client_id, token) -> dict:
    """Back-Channel Logout §2.4 and §2.6; returns the claims."""
    head, values = verified(token, provider.jwks())
    assert head["typ"].lower() == "logout+jwt"
    assert values["iss"] == provider.issuer
    audience = values["aud"] if isinstance(values["aud"], list) else [values["aud"]]
    assert audience == [client_id]
    assert abs(values["iat"] - time.time()) < 300
    assert values["exp"] > time.time() - CLOCK_SKEW
    assert isinstance(values["jti"], str) and values["jti"]
    assert values["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert "nonce" not in values
    assert "sub" in values or "sid" in values
    return values


def check_standard_claims(values):
    """Types of OpenID Connect Core §5.1 for whatever is there; no nulls and no empty strings."""
    texts = ["sub", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website",
             "email", "gender", "birthdate", "zoneinfo", "locale", "phone_number"]
    for name in texts:
        if name in values:
            assert isinstance(values[name], str) and values[name], f"{name} is a text with something in it"
    for name in ("email_verified", "phone_number_verified"):
        if name in values:
            assert isinstance(values[name], bool), f"{name} is true or false"
    if "updated_at" in values:
        assert isinstance(values["updated_at"], int) and 0 < values["updated_at"] <= time.time() + CLOCK_SKEW
    if "email" in values:
        assert re.fullmatch(r"[^@\s]+@[^@\s]+", values["email"])
    if "phone_number" in values:
        assert re.fullmatch(r"\+[1-9]\d{6,14}", values["phone_number"])
    if "birthdate" in values:
        assert re.fullmatch(r"\d{4}(-\d{2}-\d{2})?", values["birthdate"])
    if "address" in values:
        members = {"formatted", "street_address", "locality", "region", "postal_code", "country"}
        assert isinstance(values["address"], dict) and set(values["address"]) <= members
        assert all(isinstance(value, str) and value for value in values["address"].values())
