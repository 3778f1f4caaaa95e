"""Proofs of possession (RFC 9449), and a client whose tokens are bound to its key."""
import hashlib
import secrets
import time

from joserfc import jwt
from joserfc.jwk import ECKey

from .relying_party import RelyingParty
from .tokens import encoded


class ProofKey:
    """A private key, and the proofs that it signs."""

    def __init__(self):
        self.key = ECKey.generate_key("P-256")

    @property
    def public(self) -> dict:
        return {name: value for name, value in self.key.as_dict(private=False).items() if name in ("kty", "crv", "x", "y")}

    @property
    def thumbprint(self) -> str:
        return self.key.thumbprint()

    def proof(self, method, url, token=None, nonce=None, header=None, **claims) -> str:
        """`None` among the claims leaves one out."""
        values = {"jti": secrets.token_urlsafe(16), "htm": method, "htu": url, "iat": int(time.time())}
        if token:
            values["ath"] = encoded(hashlib.sha256(token.encode()).digest())
        if nonce:
            values["nonce"] = nonce
        values = {name: value for name, value in (values | claims).items() if value is not None}
        head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.public} | (header or {})
        return jwt.encode(head, values, self.key, algorithms=["ES256"])


class PossessingParty(RelyingParty):
    """Sends a proof with every token request and every use of a token, with the last nonce that it was given."""

    def __init__(self, provider, listener, registration=None):
        super().__init__(provider, listener, registration)
        self.proof_key = ProofKey()
        self.nonce = None

    def proven(self, method, url, token=None, **changes) -> dict:
        return {"DPoP": self.proof_key.proof(method, url, token, self.nonce, **changes)}

    def post(self, endpoint, pairs, **changes):
        url = self.provider.endpoint(endpoint)
        form, headers = self.authenticated(list(pairs))
        response = self.session.post(url, data=form, headers=headers | self.proven("POST", url, **changes), allow_redirects=False, timeout=60)
        return self.noting(response)

    def noting(self, response):
        self.nonce = response.headers.get("DPoP-Nonce", self.nonce)
        return response

    def tokens_of(self, response) -> dict:
        return self.members_of(response, "dpop")

    def userinfo(self, access_token, how="get"):
        url = self.provider.endpoint("userinfo_endpoint")
        method = "GET" if how == "get" else "POST"
        headers = {"Authorization": f"DPoP {access_token}"} | self.proven(method, url, access_token)
        return self.noting(self.session.request(method, url, headers=headers, timeout=60))
