"""A client that registers itself (OpenID Connect Registration, RFC 7591) and proves itself by RS256 assertions, as the Dynamic plan's does."""
import secrets
import time

import requests

from .relying_party import RelyingParty
from .signing import new_key, signed

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class RegistrationRefused(RuntimeError):
    """The registration endpoint said no; `answer` is its JSON."""

    def __init__(self, response):
        self.answer, self.status = response.json(), response.status_code
        super().__init__(f"{response.status_code} {response.text[:300]}")


class SelfRegistration:
    """Stands for the provider where a relying party registers: through the endpoint, not by a command."""

    def __init__(self, provider):
        self._provider = provider

    def __getattr__(self, name):
        return getattr(self._provider, name)

    def create_client(self, document) -> dict:
        response = requests.post(self.endpoint("registration_endpoint"), json=document, timeout=60)
        assert "no-store" in response.headers["Cache-Control"]
        if response.status_code != 201:
            raise RegistrationRefused(response)
        registered = response.json()
        assert registered["client_id"]
        assert {"registration_access_token", "registration_client_uri"} <= set(registered)
        for name in ("redirect_uris", "token_endpoint_auth_method", "jwks", "jwks_uri"):
            assert registered.get(name) == document.get(name), f"{name} as it was asked for"
        return registered


class DynamicParty(RelyingParty):
    """`registration` adds to the plan's request, `None` leaves a member out; `jwks_uri` publishes the key on the listener instead."""

    key_set = "/jwks.json"

    def __init__(self, provider, listener, registration=None, by_address=False):
        self.key, self.by_address = new_key("RS256"), by_address
        self.listener = listener
        self.publish()
        super().__init__(SelfRegistration(provider), listener, registration)

    def publish(self):
        self.listener.documents[self.key_set] = {"keys": [self.key.as_dict(private=False)]}

    def rotate(self):
        """A new key under a new `kid`, where the provider may fetch it."""
        self.key = new_key("RS256")
        self.publish()

    def default_registration(self) -> dict:
        keys = {"jwks_uri": self.listener.origin + self.key_set} if self.by_address else {"jwks": {"keys": [self.key.as_dict(private=False)]}}
        return keys | {
            "client_name": "Certification dynamic",
            "redirect_uris": [self.redirect_uri],
            "contacts": ["certification@example.vn"],
            "grant_types": ["authorization_code"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "private_key_jwt",
            "require_pkce": False,
        }

    def assertion(self, **changes) -> str:
        now = int(time.time())
        claims = {"iss": self.client_id, "sub": self.client_id, "aud": self.provider.endpoint("token_endpoint"), "iat": now, "exp": now + 60,
                  "jti": secrets.token_urlsafe(16)} | changes
        return signed({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def authenticated(self, pairs):
        return [*pairs, ("client_assertion_type", ASSERTION_TYPE), ("client_assertion", self.assertion())], {}
