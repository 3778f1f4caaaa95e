"""Encrypted tokens, by another JOSE library."""
import json

from joserfc import jwe
from joserfc.jwk import ECKey, RSAKey

from . import tokens

ALGORITHMS = ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW", "RSA-OAEP-256"]
ENCRYPTIONS = ["A128CBC-HS256", "A128GCM", "A256GCM"]


def key_for(algorithm, **members):
    """A portal's key to encrypt to."""
    options = {"use": "enc", "kid": "portal-enc", **members}
    if algorithm == "RSA-OAEP-256":
        return RSAKey.generate_key(2048, options)
    return ECKey.generate_key("P-256", options)


def opened(token, key, algorithm=None, encryption=None) -> tuple[dict, str]:
    """Header and content of a compact JWE."""
    assert len(token.split(".")) == 5, "compact serialisation of five parts"
    result = jwe.decrypt_compact(token, key, algorithms=ALGORITHMS + ENCRYPTIONS)
    head = result.protected
    assert "zip" not in head and "jku" not in head and "jwk" not in head
    if algorithm:
        assert (head["alg"], head["enc"]) == (algorithm, encryption)
    return head, result.plaintext.decode()


def sealed(content, key, algorithm="ECDH-ES", encryption="A256GCM", **header) -> str:
    """Content encrypted to a published key."""
    return jwe.encrypt_compact(
        {"alg": algorithm, "enc": encryption, "kid": key["kid"], **header}, content,
        (RSAKey if key["kty"] == "RSA" else ECKey).import_key(key), algorithms=ALGORITHMS + ENCRYPTIONS)


def nested(provider, token, key, algorithm, encryption) -> tuple[dict, dict]:
    """Header and claims of the signed token inside an encrypted one."""
    head, content = opened(token, key, algorithm, encryption)
    assert head["cty"] == "JWT", "the content is a token in its turn (RFC 7519 §5.2)"
    return tokens.verified(content, provider.jwks())


def public(key) -> dict:
    return json.loads(json.dumps(key.as_dict(private=False)))
