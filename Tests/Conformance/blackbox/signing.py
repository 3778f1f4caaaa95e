"""Signs what a client signs, sound or spoiled: libraries refuse to make most of what a provider must refuse to take."""
import hashlib
import json
import secrets
import time

from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from .tokens import encoded

ALGORITHMS = ["ES256", "ES384", "PS256", "RS256", "EdDSA", "HS256"]
_registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)


def new_key(algorithm="ES256", **members):
    """A fresh key for one algorithm, with a `kid`."""
    members = {"kid": secrets.token_urlsafe(6), "use": "sig", "alg": algorithm} | members
    members = {name: value for name, value in members.items() if value is not None}
    if algorithm in ("PS256", "RS256"):
        return RSAKey.generate_key(2048, members)
    return ECKey.generate_key({"ES256": "P-256", "ES384": "P-384"}[algorithm], members)


def signed(header, claims, key) -> str:
    """A compact JWS; a header or claim whose value is `None` is left out."""
    head, body = ({name: value for name, value in part.items() if value is not None} for part in (header, claims))
    return jws.serialize_compact(head, json.dumps(body, separators=(",", ":")).encode(), key, registry=_registry)


def for_any_algorithm(key):
    """The same key without the `alg` that it was made for: what a client must not do with it is done with this."""
    members = {name: value for name, value in key.as_dict(private=True).items() if name not in ("alg", "use")}
    return type(key).import_key(members)


def with_header(token, header) -> str:
    """The same body and signature under another header, which therefore nobody signed."""
    _, body, signature = token.split(".")
    return f"{encoded(header)}.{body}.{signature}"


def with_signature(token, signature: bytes) -> str:
    return f"{token.rsplit('.', 1)[0]}.{encoded(signature)}"


class ProofKey:
    """The key of DPoP proofs (RFC 9449)."""

    def __init__(self, algorithm="ES256"):
        self.algorithm, self.key = algorithm, new_key(algorithm, kid=None, use=None, alg=None)

    @property
    def public(self) -> dict:
        return self.key.as_dict(private=False)

    @property
    def thumbprint(self) -> str:
        return self.key.thumbprint()

    def proof(self, method, url, access_token=None, nonce=None, header=None, key=None, **changes) -> str:
        """A proof for one request; `header` and `changes` replace what is usual, `None` leaves it out."""
        claims = {
            "jti": secrets.token_urlsafe(16), "htm": method, "htu": url, "iat": int(time.time()), "nonce": nonce,
            "ath": encoded(hashlib.sha256(access_token.encode()).digest()) if access_token else None,
        } | changes
        return signed({"typ": "dpop+jwt", "alg": self.algorithm, "jwk": self.public} | (header or {}), claims, key or self.key)
