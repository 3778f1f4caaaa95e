"""A client with a key of its own: it signs its assertions and its requests."""
import secrets
import time

from joserfc import jwt
from joserfc.jwk import ECKey

from .relying_party import RelyingParty

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class AssertingParty(RelyingParty):
    """Authenticates with `private_key_jwt`, and can sign request objects."""

    def __init__(self, provider, listener, registration=None):
        self.key = ECKey.generate_key("P-256", {"kid": "portal-1", "use": "sig", "alg": "ES256"})
        super().__init__(provider, listener, {
            "client_name": "Asserting", "token_endpoint_auth_method": "private_key_jwt", "require_pkce": True,
            "jwks": {"keys": [self.key.as_dict(private=False)]}} | (registration or {}))

    def claims_of_assertion(self, **changes):
        now = int(time.time())
        values = {"iss": self.client_id, "sub": self.client_id, "aud": self.provider.issuer, "iat": now, "exp": now + 60,
                  "jti": secrets.token_urlsafe(16)} | changes
        return {name: value for name, value in values.items() if value is not None}

    def assertion(self, header=None, key=None, **changes):
        head = {"alg": "ES256", "kid": "portal-1"} | (header or {})
        return jwt.encode(head, self.claims_of_assertion(**changes), key or self.key, algorithms=[head["alg"]])

    def with_assertion(self, pairs, assertion):
        return [*pairs, ("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion)]

    def authenticated(self, pairs):
        return self.with_assertion(pairs, self.assertion()), {}

    def claims_of_request(self, asked, **changes) -> dict:
        now = int(time.time())
        values = asked | {"iss": self.client_id, "aud": self.provider.issuer, "iat": now, "nbf": now, "exp": now + 60} | changes
        return {name: value for name, value in values.items() if value is not None}

    def request_object(self, asked, header=None, key=None, **changes) -> str:
        """The request as a signed object (RFC 9101 §4); a change to `None` leaves a claim out."""
        head = {"alg": "ES256", "kid": "portal-1", "typ": "oauth-authz-req+jwt"} | (header or {})
        head = {name: value for name, value in head.items() if value is not None}
        return jwt.encode(head, self.claims_of_request(asked, **changes), key or self.key, algorithms=[head["alg"]])
