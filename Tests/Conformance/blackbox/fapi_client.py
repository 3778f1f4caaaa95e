"""A client as the FAPI 2.0 profiles want it: pushed requests, PKCE, proven by a key or a certificate, tokens bound to either."""
import base64
import hashlib
import re
import secrets
import time
from dataclasses import dataclass

import requests

from . import tokens
from .relying_party import Answer, RelyingParty, SignedIn, pkce
from .signing import ProofKey, new_key, signed

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = {"PS256", "ES256", "EdDSA"}  # FAPI 2.0 Security Profile §5.4.1
USUAL = object()


@dataclass(frozen=True)
class Variant:
    """One combination of the plan: how the client proves itself, what its tokens are bound to, and whether messages are signed."""

    authentication: str  # private_key_jwt or mtls
    binding: str  # dpop or mtls
    signed: bool = False

    @property
    def name(self) -> str:
        return f"{self.authentication}-{self.binding}"

    @property
    def has_certificate(self) -> bool:
        return "mtls" in (self.authentication, self.binding)


VARIANTS = [Variant(authentication, binding) for authentication in ("private_key_jwt", "mtls") for binding in ("dpop", "mtls")]


class FAPIClient(RelyingParty):
    """`credential` is its certificate, for the variants that have one."""

    def __init__(self, provider, listener, variant: Variant, credential=None, algorithm="ES256", registration=None):
        self.variant, self.credential, self.algorithm = variant, credential, algorithm
        self.key, self.proof_key = new_key(algorithm), ProofKey(algorithm)
        self.nonces = {}
        super().__init__(provider, listener, self.members() | (registration or {}))
        self.session.verify = str(provider.authority.file) if provider.authority else True
        if variant.has_certificate:
            self.session.cert = credential.pair

    def members(self) -> dict:
        members = {
            "client_name": f"FAPI {self.variant.name}", "profile": "fapi2", "require_pkce": True,
            "jwks": {"keys": [self.key.as_dict(private=False)]}, "token_endpoint_auth_method": "private_key_jwt",
            "dpop_bound_access_tokens": self.variant.binding == "dpop",
            "tls_client_certificate_bound_access_tokens": self.variant.binding == "mtls",
        }
        if self.variant.authentication == "mtls":
            members |= self.certificate_members()
        if self.variant.signed:
            members |= {"require_signed_request_object": True, "request_object_signing_alg": self.algorithm,
                        "authorization_signed_response_alg": "ES256"}
        return members

    def certificate_members(self) -> dict:
        """By the subject's name where an authority vouches for it, else by the certificate itself (RFC 8705 §2.1, §2.2)."""
        if self.credential.certificate.issuer != self.credential.certificate.subject:
            return {"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": self.credential.subject}
        key = self.key.as_dict(private=False)
        own = {"kty": "EC", "use": "sig", "kid": "certificate", "x5c": [base64.b64encode(self.credential.der).decode()]}
        numbers = self.credential.key.public_key().public_numbers()
        own |= {"crv": "P-256", "x": tokens.encoded(numbers.x.to_bytes(32, "big")), "y": tokens.encoded(numbers.y.to_bytes(32, "big"))}
        return {"token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks": {"keys": [key, own]}}

    # What it signs

    def assertion(self, header=None, key=None, **changes) -> str:
        now = int(time.time())
        claims = {"iss": self.client_id, "sub": self.client_id, "aud": self.provider.issuer, "iat": now, "nbf": now, "exp": now + 60,
                  "jti": secrets.token_urlsafe(16)} | changes
        return signed({"alg": self.algorithm, "kid": self.key.kid} | (header or {}), claims, key or self.key)

    def request_object(self, asked, header=None, key=None, **changes) -> str:
        """RFC 9101, with the claims that FAPI 2.0 Message Signing §5.3 demands."""
        now = int(time.time())
        claims = dict(asked) | {"iss": self.client_id, "aud": self.provider.issuer, "iat": now, "nbf": now, "exp": now + 300,
                                "jti": secrets.token_urlsafe(16)} | changes
        return signed({"alg": self.algorithm, "kid": self.key.kid, "typ": "oauth-authz-req+jwt"} | (header or {}), claims, key or self.key)

    # Sending

    def address(self, endpoint) -> str:
        """Where this client goes: the alias for mutual TLS if there is one and it has a certificate (RFC 8705 §5)."""
        aliases = self.provider.metadata.get("mtls_endpoint_aliases", {}) if self.variant.has_certificate else {}
        return aliases.get(endpoint, self.provider.endpoint(endpoint))

    def authenticated(self, pairs):
        if self.variant.authentication == "mtls":
            return [*pairs, ("client_id", self.client_id)], {}
        return [*pairs, ("client_assertion_type", ASSERTION_TYPE), ("client_assertion", self.assertion())], {}

    def post(self, endpoint, pairs, assertion=USUAL, proof=USUAL, session=None) -> requests.Response:
        """A request with this client's authentication and, at the token endpoint, its proof; either may be replaced, `None` leaves it out."""
        pairs = list(pairs)
        if assertion is USUAL:
            form, headers = self.authenticated(pairs)
        elif assertion is None:
            form, headers = pairs, {}
        else:
            form, headers = [*pairs, ("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion)], {}
        return self.send(endpoint, form, headers, proof, session or self.session, fresh=assertion is USUAL and (lambda: self.authenticated(pairs)))

    def send(self, endpoint, form, headers, proof, session, fresh=None):
        wanted = self.variant.binding == "dpop" and endpoint == "token_endpoint" if proof is USUAL else proof is not None
        url = self.address(endpoint)
        if not wanted:
            return session.post(url, data=form, headers=headers, allow_redirects=False, timeout=60)
        make = self.proof_key.proof if proof in (USUAL, True) else proof
        for _ in range(2):
            made = make("POST", url, nonce=self.nonces.get("authorization server")) if callable(make) else make
            response = session.post(url, data=form, headers=headers | {"DPoP": made}, allow_redirects=False, timeout=60)
            if not self.asks_for_nonce(response, "authorization server") or not callable(make):
                return response
            if fresh:  # A client assertion serves once.
                form, headers = fresh()
        return response

    def asks_for_nonce(self, response, whose) -> bool:
        """Keeps the nonce that an answer brings; whether the request has to be made again with it (RFC 9449 §8)."""
        if "DPoP-Nonce" in response.headers:
            self.nonces[whose] = response.headers["DPoP-Nonce"]
        if response.status_code not in (400, 401):
            return False
        challenge = response.headers.get("WWW-Authenticate", "")
        return 'error="use_dpop_nonce"' in challenge or '"use_dpop_nonce"' in response.text

    # Authorization

    def request(self, **parameters) -> dict:
        verifier = parameters.pop("verifier", USUAL)
        self.verifier = pkce() if verifier is USUAL else verifier
        usual = {}
        if self.verifier:
            usual = {"code_challenge": tokens.encoded(hashlib.sha256(self.verifier.encode()).digest()), "code_challenge_method": "S256"}
        if self.variant.signed:
            usual["response_mode"] = "jwt"
        return super().request(**(usual | parameters))

    def push(self, asked, signing=None, **sending) -> requests.Response:
        """Sends the parameters to the PAR endpoint, in a request object where messages are signed."""
        return self.post("pushed_authorization_request_endpoint", self.pushed_form(asked, **(signing or {})), **sending)

    def pushed_form(self, asked, **signing) -> list:
        if self.variant.signed:
            pairs = [("request", self.request_object(asked, **signing)), ("client_id", self.client_id)]
        else:
            pairs = list(asked.items())
        named_twice = self.variant.authentication == "mtls"  # `authenticated` names the client itself
        return [pair for pair in pairs if not (named_twice and pair[0] == "client_id")]

    def pushed(self, asked, **sending) -> str:
        """The `request_uri` for these parameters, the answer checked (RFC 9126 §2.2, FAPI 2.0 Security Profile §5.3.2.2)."""
        response = self.push(asked, **sending)
        assert response.status_code == 201, f"{response.status_code} {response.text[:300]}"
        assert response.headers["Content-Type"].split(";")[0].strip() == "application/json"
        assert "no-store" in response.headers["Cache-Control"]
        values = response.json()
        assert 5 < values["expires_in"] < 600
        assert re.fullmatch(r"urn:[\w:-]{40,}", values["request_uri"]), "128 bits that nobody guesses"
        return values["request_uri"]

    def front(self, asked, request_uri, **parameters) -> str:
        """The address that the browser opens. As the suite does, it repeats what OAuth 2.0 would want there."""
        repeated = {name: asked[name] for name in ("response_type", "scope", "redirect_uri") if name in asked}
        values = {"client_id": self.client_id, "request_uri": request_uri} | repeated | parameters
        return self.url({name: value for name, value in values.items() if value is not None})

    def open(self, browser, asked, request_uri, decision="allow", **parameters) -> Answer:
        self.listener.forget()
        return self.answer(asked, browser.open(self.front(asked, request_uri, **parameters), decision))

    def authorize(self, browser, decision="allow", **parameters) -> Answer:
        asked = self.request(**parameters)
        answer = self.open(browser, asked, self.pushed(asked), decision)
        answer.verifier = self.verifier
        return answer

    def answer(self, asked, page) -> Answer:
        delivery = self.listener.take(self.callback)
        if delivery is None:
            return Answer(asked, page=page)
        assert delivery.method == "GET" and delivery.form == []
        values = dict(delivery.query)
        assert len(values) == len(delivery.query), "each parameter once"
        if values.get("error") == "invalid_request_uri":
            # What the request holds, state and response mode among it, is then not known; the suite takes a plain answer.
            assert values.get("state") in (None, asked.get("state"))
            return Answer(asked, values, page, "query")
        if self.variant.signed:
            values = self.unwrapped(values)
        assert values.get("state") == asked.get("state"), "the state, unchanged"
        assert values.get("iss") == self.provider.issuer, "the issuer (RFC 9207)"
        if "code" in values:
            assert set(values) <= {"code", "state", "iss"}
        else:
            assert set(values) <= {"error", "error_description", "error_uri", "state", "iss"}
        answer = Answer(asked, values, page, "query")
        answer.verifier = self.verifier
        return answer

    def unwrapped(self, values) -> dict:
        """The parameters in a signed response, checked (JARM §2.4)."""
        assert set(values) == {"response"}, f"nothing beside the signed response: {sorted(values)}"
        head, claims = tokens.verified(values["response"], self.provider.jwks())
        assert head["alg"] in ALGORITHMS
        assert claims["aud"] == self.client_id
        assert time.time() < claims["exp"] <= time.time() + 600
        return {name: value for name, value in claims.items() if name not in ("aud", "exp")}

    # Tokens

    def redeem(self, answer, verifier=USUAL, **sending) -> requests.Response:
        verifier = answer.verifier if verifier is USUAL else verifier
        return self.post("token_endpoint", self.code_grant(answer, verifier), **sending)

    def tokens_of(self, response) -> dict:
        assert response.status_code == 200, f"{response.status_code} {response.text[:300]}"
        assert response.headers["Content-Type"].split(";")[0].strip() == "application/json"
        assert "no-store" in response.headers["Cache-Control"]
        values = response.json()
        assert values["token_type"].lower() == ("dpop" if self.variant.binding == "dpop" else "bearer")
        assert re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", values["access_token"])
        assert isinstance(values["expires_in"], int) and values["expires_in"] > 0
        self.check_binding(tokens.check_access_token(self.provider, self.client_id, values["access_token"]))
        return values

    def check_binding(self, claims):
        """RFC 9449 §6.1, RFC 8705 §3.1."""
        if self.variant.binding == "dpop":
            assert claims["cnf"] == {"jkt": self.proof_key.thumbprint}
        else:
            assert claims["cnf"] == {"x5t#S256": tokens.encoded(hashlib.sha256(self.credential.der).digest())}

    def complete(self, answer, algorithm=None, verifier=USUAL, **sending) -> SignedIn:
        values = self.tokens_of(self.redeem(answer, verifier, **sending))
        checked = tokens.check_id_token(
            self.provider, self.client_id, values["id_token"], values["access_token"], answer.asked.get("nonce"), algorithm)
        assert tokens.header(values["id_token"])["alg"] in ALGORITHMS
        return SignedIn(answer, values, checked)

    def sign_in(self, browser, **parameters) -> SignedIn:
        return self.complete(self.authorize(browser, **parameters))

    # The protected resource

    def resource(self, access_token, scheme=None, proof=USUAL, session=None, query="") -> requests.Response:
        """UserInfo with a token and its proof; `proof` is a function of method, URL, token and nonce, or text as it is."""
        url = self.address("userinfo_endpoint") + query
        dpop = self.variant.binding == "dpop"
        headers = {"Authorization": f"{scheme or ('DPoP' if dpop else 'Bearer')} {access_token}"}
        session = session or self.session
        if not dpop or proof is None:
            return session.get(url, headers=headers, timeout=60)
        make = self.proof_key.proof if proof is USUAL else proof
        for _ in range(2):
            made = make("GET", url.split("?")[0], access_token, self.nonces.get("resource")) if callable(make) else make
            response = session.get(url, headers=headers | {"DPoP": made}, timeout=60)
            if not self.asks_for_nonce(response, "resource") or not callable(make):
                return response
        return response

    def userinfo(self, access_token, how="get"):
        return self.resource(access_token)

    def active(self, token) -> bool:
        response = self.post("introspection_endpoint", [("token", token)])
        assert response.status_code == 200, f"{response.status_code} {response.text[:300]}"
        if response.headers["Content-Type"].startswith("application/token-introspection+jwt"):
            _, claims = tokens.verified(response.text, self.provider.jwks())
            return claims["token_introspection"]["active"]
        return response.json()["active"]

    def stranger(self) -> requests.Session:
        """A session without this client's certificate."""
        session = requests.Session()
        session.trust_env, session.verify = False, self.session.verify
        return session

