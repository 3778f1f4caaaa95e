"""A registered client as a program: asks, redeems, refreshes, looks up, signs out; checks every answer it takes."""
import base64
import hashlib
import json
import re
import secrets
import time
import urllib.parse
from dataclasses import dataclass

import requests

from . import tokens
from .browser import Browser
from .html import Page


@dataclass
class Answer:
    """What the authorization endpoint sent to the redirect URI, or the page on which the journey ended instead."""

    asked: dict
    values: dict | None = None
    page: Page | None = None
    mode: str | None = None

    @property
    def code(self) -> str:
        assert self.values is not None, f"no answer at the redirect URI, but a page: {self.page.status} {self.page.text[:300]}"
        assert "error" not in self.values, f"an error: {self.values}"
        return self.values["code"]

    @property
    def error(self) -> str:
        assert self.values is not None, f"no answer at the redirect URI, but a page: {self.page.status} {self.page.text[:300]}"
        assert "error" in self.values, f"a success: {sorted(self.values)}"
        assert "code" not in self.values
        return self.values["error"]


@dataclass
class SignedIn:
    """A completed sign-in."""

    answer: Answer
    tokens: dict
    claims: dict

    @property
    def access_token(self):
        return self.tokens["access_token"]

    @property
    def id_token(self):
        return self.tokens["id_token"]

    @property
    def refresh_token(self):
        return self.tokens["refresh_token"]


class RelyingParty:
    """One client of one provider, with its web server."""

    callback = "/callback"
    signed_out = "/post_logout_redirect"
    backchannel = "/backchannel_logout"

    def __init__(self, provider, listener, registration=None):
        self.provider, self.listener = provider, listener
        self.session = requests.Session()
        self.session.trust_env = False
        self.registration = provider.create_client(self.default_registration() | (registration or {}))
        self.client_id = self.registration["client_id"]
        self.secret = self.registration.get("client_secret")
        self.method = self.registration["token_endpoint_auth_method"]

    def default_registration(self) -> dict:
        """What the certification plans ask for: a confidential client without PKCE."""
        return {
            "client_name": "Certification",
            "redirect_uris": [self.redirect_uri],
            "post_logout_redirect_uris": [self.post_logout_redirect_uri],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "client_secret_basic",
            "scope": "openid profile email address phone offline_access",
            "require_pkce": False,
        }

    @property
    def redirect_uri(self):
        return self.listener.origin + self.callback

    @property
    def post_logout_redirect_uri(self):
        return self.listener.origin + self.signed_out

    # Authorization

    def request(self, **parameters) -> dict:
        """The parameters of an authorization request; `None` leaves one out."""
        values = {
            "response_type": "code", "client_id": self.client_id, "redirect_uri": self.redirect_uri, "scope": "openid",
            "state": secrets.token_urlsafe(16), "nonce": secrets.token_urlsafe(16),
        } | parameters
        return {name: value for name, value in values.items() if value is not None}

    def url(self, asked) -> str:
        pairs = asked.items() if isinstance(asked, dict) else asked
        return f"{self.provider.endpoint('authorization_endpoint')}?{urllib.parse.urlencode(list(pairs))}"

    def authorize(self, browser: Browser, method="GET", decision="allow", **parameters) -> Answer:
        """Sends the browser to the authorization endpoint and checks how the answer came back."""
        asked = self.request(**parameters)
        self.listener.forget()
        if method == "POST":
            page = browser.post(self.provider.endpoint("authorization_endpoint"), list(asked.items()), decision)
        else:
            page = browser.open(self.url(asked), decision)
        return self.answer(asked, page)

    def answer(self, asked, page) -> Answer:
        """What the browser brought to the redirect URI, with the checks that every answer must pass."""
        delivery = self.listener.take(self.callback)
        if delivery is None:
            return Answer(asked, page=page)
        posted = asked.get("response_mode", "").startswith("form_post")
        assert delivery.method == ("POST" if posted else "GET")
        pairs, others = (delivery.form, delivery.query) if posted else (delivery.query, delivery.form)
        assert others == [], "nothing in the other place"
        values = dict(pairs)
        assert len(values) == len(pairs), f"each parameter once: {[name for name, _ in pairs]}"
        if asked.get("response_mode") in ("jwt", "query.jwt", "form_post.jwt"):
            values = self.unwrapped(values)
        assert values.get("state") == asked.get("state"), "the state, unchanged"
        assert values.get("iss") == self.provider.issuer, "the issuer (RFC 9207)"
        if "code" in values:
            assert re.fullmatch(r"[\x21-\x7e]+", values["code"])
        else:
            assert re.fullmatch(r"[\x20\x21\x23-\x5b\x5d-\x7e]+", values["error"])
            assert set(values) <= {"error", "error_description", "error_uri", "state", "iss"}
        return Answer(asked, values, page, "form_post" if posted else "query")

    def unwrapped(self, values) -> dict:
        """The parameters in a signed response, checked (JARM §2.4)."""
        assert set(values) == {"response"}, "nothing beside the signed response"
        head, claims = tokens.verified(values["response"], self.provider.jwks())
        assert head["alg"] == self.registration.get("authorization_signed_response_alg", self.registration["id_token_signed_response_alg"])
        assert head["alg"] in self.provider.metadata["authorization_signing_alg_values_supported"]
        assert claims["aud"] == self.client_id
        assert time.time() < claims["exp"] <= time.time() + 600
        return {name: value for name, value in claims.items() if name not in ("aud", "exp")}

    # Pushed requests

    def push(self, asked, **more) -> requests.Response:
        """Sends the parameters to the PAR endpoint (RFC 9126 §2.1)."""
        names_itself = self.method in ("client_secret_post", "none")
        pairs = [pair for pair in (asked | more).items() if not (names_itself and pair[0] == "client_id")]
        return self.post("pushed_authorization_request_endpoint", pairs)

    def pushed(self, asked) -> str:
        """The request_uri for these parameters, the answer checked (RFC 9126 §2.2)."""
        response = self.push(asked)
        assert response.status_code == 201, f"{response.status_code} {response.text[:300]}"
        assert "no-store" in response.headers["Cache-Control"]
        values = response.json()
        assert set(values) == {"request_uri", "expires_in"} and 5 < values["expires_in"] < 600
        assert re.fullmatch(r"urn:ietf:params:oauth:request_uri:[\w-]{43,}", values["request_uri"])
        return values["request_uri"]

    def open(self, browser: Browser, asked, decision="allow", **outer) -> Answer:
        """Sends the browser with `outer` alone; `asked` is what was said elsewhere."""
        self.listener.forget()
        return self.answer(asked, browser.open(self.url({"client_id": self.client_id} | outer), decision))

    # Token endpoint

    def authenticated(self, pairs) -> tuple[list, dict]:
        """The form and headers with this client's authentication."""
        if self.method == "client_secret_basic":
            quoted = f"{urllib.parse.quote(self.client_id, safe='')}:{urllib.parse.quote(self.secret, safe='')}"
            return pairs, {"Authorization": "Basic " + base64.b64encode(quoted.encode()).decode()}
        if self.method == "client_secret_post":
            return [*pairs, ("client_id", self.client_id), ("client_secret", self.secret)], {}
        return [*pairs, ("client_id", self.client_id)], {}

    def post(self, endpoint, pairs) -> requests.Response:
        form, headers = self.authenticated(list(pairs))
        return self.session.post(self.provider.endpoint(endpoint), data=form, headers=headers, allow_redirects=False, timeout=60)

    def code_grant(self, answer: Answer, verifier=None) -> list:
        pairs = [("grant_type", "authorization_code"), ("code", answer.code), ("redirect_uri", answer.asked["redirect_uri"])]
        return pairs + ([("code_verifier", verifier)] if verifier else [])

    def redeem(self, answer: Answer, verifier=None) -> requests.Response:
        return self.post("token_endpoint", self.code_grant(answer, verifier))

    def refresh(self, refresh_token, **parameters) -> requests.Response:
        return self.post("token_endpoint", [("grant_type", "refresh_token"), ("refresh_token", refresh_token), *parameters.items()])

    def tokens_of(self, response) -> dict:
        return self.members_of(response, "bearer")

    @staticmethod
    def members_of(response, token_type) -> dict:
        """The members of a token response, checked (RFC 6749 §5.1)."""
        assert response.status_code == 200, f"{response.status_code} {response.text[:300]}"
        assert response.headers["Content-Type"].split(";")[0].strip() == "application/json"
        assert "no-store" in response.headers["Cache-Control"]
        values = response.json()
        assert values["token_type"].lower() == token_type
        assert re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", values["access_token"])
        assert isinstance(values["expires_in"], int) and values["expires_in"] > 0
        if "refresh_token" in values:
            assert re.fullmatch(r"[\x20-\x7e]+", values["refresh_token"])
        return values

    def sign_in(self, browser: Browser, algorithm=None, verifier=None, **parameters) -> SignedIn:
        """The whole code flow, everything checked."""
        if verifier:
            digest = hashlib.sha256(verifier.encode()).digest()
            parameters |= {"code_challenge": tokens.encoded(digest), "code_challenge_method": "S256"}
        answer = self.authorize(browser, **parameters)
        return self.complete(answer, algorithm, verifier)

    def complete(self, answer: Answer, algorithm=None, verifier=None) -> SignedIn:
        values = self.tokens_of(self.redeem(answer, verifier))
        nonce = answer.asked.get("nonce")
        checked = tokens.check_id_token(self.provider, self.client_id, values["id_token"], values["access_token"], nonce, algorithm)
        tokens.check_access_token(self.provider, self.client_id, values["access_token"])
        return SignedIn(answer, values, checked)

    # Looking up

    def userinfo(self, access_token, how="get") -> requests.Response:
        url, bearer = self.provider.endpoint("userinfo_endpoint"), {"Authorization": f"Bearer {access_token}"}
        match how:
            case "get":
                return self.session.get(url, headers=bearer, timeout=60)
            case "post-header":
                return self.session.post(url, headers=bearer, timeout=60)
            case "post-body":
                return self.session.post(url, data={"access_token": access_token}, timeout=60)
        raise ValueError(how)

    def claims(self, signed_in: SignedIn, how="get") -> dict:
        """The userinfo answer, checked against the ID token (OpenID Connect Core §5.3.2)."""
        response = self.userinfo(signed_in.access_token, how)
        assert response.status_code == 200, f"{response.status_code} {response.text[:300]}"
        assert response.headers["Content-Type"].split(";")[0].strip() == "application/json"
        assert "no-store" in response.headers["Cache-Control"]
        values = response.json()
        assert values["sub"] == signed_in.claims["sub"]
        tokens.check_standard_claims(values)
        return values

    def introspect(self, token) -> dict:
        response = self.post("introspection_endpoint", [("token", token)])
        assert response.status_code == 200, f"{response.status_code} {response.text[:300]}"
        return response.json()

    def active(self, token) -> bool:
        values = self.introspect(token)
        assert values["active"] or values == {"active": False}, "an inactive token says nothing else (RFC 7662 §2.2)"
        return values["active"]

    def revoke(self, token) -> requests.Response:
        return self.post("revocation_endpoint", [("token", token)])

    # Signing out

    def end_session_url(self, **parameters) -> str:
        values = {name: value for name, value in parameters.items() if value is not None}
        query = f"?{urllib.parse.urlencode(values)}" if values else ""
        return self.provider.endpoint("end_session_endpoint") + query


def check_token_error(response, error, status=400):
    """An error of the token endpoint (RFC 6749 §5.2)."""
    assert response.status_code == status, f"{response.status_code} {response.text[:300]}"
    assert "no-store" in response.headers["Cache-Control"]
    values = json.loads(response.text)
    assert values["error"] in ([error] if isinstance(error, str) else error), values
    assert "access_token" not in values and "id_token" not in values


def pkce() -> str:
    """A fresh code verifier."""
    return secrets.token_urlsafe(48)
