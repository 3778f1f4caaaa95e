"""A client that asks somebody's permission while they sit elsewhere (OpenID CIBA Core), as FAPI-CIBA wants it: requests are signed."""
import secrets
import time

from .browser import Browser
from .fapi_client import FAPIClient
from .signing import signed

GRANT = "urn:openid:params:grant-type:ciba"
MOST_POLLS = 10


class CIBAClient(FAPIClient):
    """Polls; answers wait for the person at `/account/approvals`."""

    def members(self) -> dict:
        return super().members() | {
            "profile": "standard", "grant_types": ["authorization_code", "refresh_token", GRANT], "backchannel_token_delivery_mode": "poll",
            "backchannel_authentication_request_signing_alg": self.algorithm, "token_endpoint_auth_signing_alg": self.algorithm}

    def signed_request(self, header=None, key=None, issuer=None, **changes) -> str:
        """The claims of CIBA Core §7.1.1; a claim whose value is `None` is left out."""
        now = int(time.time())
        claims = {"iss": issuer or self.client_id, "aud": self.provider.issuer, "iat": now, "nbf": now, "exp": now + 300,
                  "jti": secrets.token_urlsafe(16), "scope": "openid profile offline_access"} | changes
        return signed({"alg": self.algorithm, "kid": self.key.kid} | (header or {}), claims, key or self.key)

    def ask(self, request=None, sending=None, **changes):
        pairs = [("request", request or self.signed_request(**changes))]
        return self.post("backchannel_authentication_endpoint", pairs, **(sending or {}))

    def asked(self, **changes) -> dict:
        """The answer to a request, checked (CIBA Core §7.3)."""
        response = self.ask(**changes)
        assert response.status_code == 200, f"{response.status_code} {response.text[:300]}"
        assert "no-store" in response.headers["Cache-Control"]
        values = response.json()
        assert len(values["auth_req_id"]) >= 22, "160 bits are wanted, 128 demanded"
        assert values["expires_in"] > 0 and values.get("interval", 5) >= 1
        return values

    def poll(self, values, **sending):
        return self.post("token_endpoint", [("grant_type", GRANT), ("auth_req_id", values["auth_req_id"])], **sending)

    def polled(self, values):
        """Polls as often as it may until there is an answer."""
        for _ in range(MOST_POLLS):
            time.sleep(values.get("interval", 5))
            response = self.poll(values)
            if response.status_code == 200 or response.json()["error"] not in ("authorization_pending", "slow_down"):
                return response
        raise AssertionError("nobody answered")

    def answer_as(self, person, decision="allow", showing=()):
        """The person opens the page where approvals wait, signs in there, and decides."""
        browser = Browser(person, self.provider.authority)
        page = browser.open(f"{self.provider.issuer}/account/approvals", decision=None)
        page = browser.open(f"{self.provider.issuer}/account/approvals", decision="no such decision") if page.form_with("password") else page
        for text in showing:
            assert text in page.text, page.text[:500]
        form = page.form_with("decision")
        assert form is not None, f"nothing waits: {page.text[:500]}"
        return browser.submit(page, form, {"decision": decision})
