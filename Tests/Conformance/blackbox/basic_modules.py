"""The modules of the OpenID Foundation's Basic OP plan as tests; a plan is a subclass that says how answers come back.

Each test is named after its module and makes the module's checks; where the suite only warns, these fail.
Modules that end in a screenshot for a person to judge assert what the screenshot must show.
"""
import time

from . import tokens
from .browser import Browser
from .relying_party import check_token_error, pkce

INTERFACE_NEEDED = ["login_required", "interaction_required", "account_selection_required", "consent_required"]
PROFILE = {"name", "birthdate", "gender", "updated_at"}


class BasicModules:
    """`mode` is the response mode that the plan's variant asks for."""

    mode = None

    def parameters(self, **parameters):
        return parameters | ({"response_mode": self.mode} if self.mode else {})

    def sign_in(self, client, browser, **parameters):
        signed_in = client.sign_in(browser, **self.parameters(**parameters))
        assert signed_in.answer.mode == (self.mode or "query")
        return signed_in

    def authorize(self, client, browser, **parameters):
        return client.authorize(browser, **self.parameters(**parameters))

    def refused_on_a_page(self, answer):
        """An error page of the provider: the relying party got nothing, and nobody was asked to sign in."""
        assert answer.values is None, "nothing reached the redirect URI"
        assert answer.page.status == 400
        assert answer.page.form_with("password") is None
        assert answer.page.text

    # The happy flow and what it covers

    def test_oidcc_server(self, client, browser):
        signed_in = self.sign_in(client, browser)
        client.claims(signed_in)

    def test_oidcc_response_type_missing(self, client, browser):
        answer = self.authorize(client, browser, response_type=None)
        assert answer.error in ("invalid_request", "unsupported_response_type")

    def test_oidcc_idtoken_signature(self, client, browser, provider):
        head, _ = tokens.verified(self.sign_in(client, browser).id_token, provider.jwks())
        assert head["alg"] in ("ES256", "RS256")

    def test_oidcc_idtoken_unsigned(self, provider):
        assert "none" not in provider.metadata["id_token_signing_alg_values_supported"]

    # Userinfo

    def test_oidcc_userinfo_get(self, client, browser):
        client.claims(self.sign_in(client, browser), "get")

    def test_oidcc_userinfo_post_header(self, client, browser):
        client.claims(self.sign_in(client, browser), "post-header")

    def test_oidcc_userinfo_post_body(self, client, browser):
        client.claims(self.sign_in(client, browser), "post-body")

    # Nonce, scopes

    def test_oidcc_ensure_request_without_nonce_succeeds_for_code_flow(self, client, browser):
        assert "nonce" not in self.sign_in(client, browser, nonce=None).claims

    def scope(self, client, browser, scope, present, absent=()):
        signed_in = self.sign_in(client, browser, scope=scope)
        assert set(signed_in.tokens.get("scope", scope).split()) == set(scope.split())
        values = client.claims(signed_in)
        assert present <= set(values), f"missing: {present - set(values)}"
        assert not set(absent) & set(values), f"not asked for: {set(absent) & set(values)}"
        return values

    def test_oidcc_scope_profile(self, client, browser):
        self.scope(client, browser, "openid profile", PROFILE, ["email", "phone_number", "address"])

    def test_oidcc_scope_email(self, client, browser):
        values = self.scope(client, browser, "openid email", {"email", "email_verified"}, ["name", "phone_number", "address"])
        assert values["email_verified"] is True

    def test_oidcc_scope_address(self, client, browser):
        self.scope(client, browser, "openid address", {"address"}, ["name", "email", "phone_number"])

    def test_oidcc_scope_phone(self, client, browser):
        values = self.scope(client, browser, "openid phone", {"phone_number", "phone_number_verified"}, ["name", "email", "address"])
        assert values["phone_number_verified"] is True

    def test_oidcc_scope_all(self, client, browser):
        everything = PROFILE | {"email", "email_verified", "phone_number", "phone_number_verified", "address"}
        self.scope(client, browser, "openid profile email address phone", everything)

    def test_oidcc_ensure_other_scope_order_succeeds(self, client, browser):
        self.scope(client, browser, "email openid", {"email", "email_verified"})

    def test_oidcc_alternate_happy_flow(self, client, browser):
        asked = client.request(**self.parameters(scope="email openid"))
        client.listener.forget()
        page = browser.open(client.url(reversed(asked.items())))
        signed_in = client.complete(client.answer(asked, page))
        assert "email" in client.claims(signed_in)

    # Display, prompt, max_age

    def test_oidcc_display_page(self, client, browser):
        self.sign_in(client, browser, display="page")

    def test_oidcc_display_popup(self, client, browser):
        self.sign_in(client, browser, display="popup")

    def test_oidcc_prompt_login(self, client, browser):
        first = self.sign_in(client, browser)
        browser.seen.clear()
        time.sleep(1.1)
        second = self.sign_in(client, browser, prompt="login")
        assert "sign-in" in browser.seen, "the person was asked again"
        assert second.claims["sub"] == first.claims["sub"]
        assert second.claims["auth_time"] > first.claims["auth_time"]

    def test_oidcc_prompt_none_not_logged_in(self, client, browser):
        answer = self.authorize(client, browser, prompt="none")
        assert answer.error in INTERFACE_NEEDED
        assert browser.seen in ([], ["form-post"]), "no page asked anything"

    def test_oidcc_prompt_none_logged_in(self, client, browser):
        first = self.sign_in(client, browser)
        browser.seen.clear()
        second = self.sign_in(client, browser, prompt="none")
        assert "sign-in" not in browser.seen and "decision" not in browser.seen
        assert (second.claims["sub"], second.claims["auth_time"]) == (first.claims["sub"], first.claims["auth_time"])
        assert second.claims["sid"] == first.claims["sid"]

    def test_oidcc_max_age_1(self, client, browser):
        first = self.sign_in(client, browser)
        time.sleep(2)
        browser.seen.clear()
        second = self.sign_in(client, browser, max_age="1")
        assert "sign-in" in browser.seen, "the person was asked again"
        assert second.claims["auth_time"] > first.claims["auth_time"]
        assert abs(second.claims["auth_time"] - time.time()) < 10

    def test_oidcc_max_age_10000(self, client, browser):
        first = self.sign_in(client, browser)
        browser.seen.clear()
        second = self.sign_in(client, browser, max_age="10000")
        assert "sign-in" not in browser.seen
        assert (second.claims["sub"], second.claims["auth_time"]) == (first.claims["sub"], first.claims["auth_time"])

    # Parameters that change little or nothing

    def test_oidcc_ensure_request_with_unknown_parameter_succeeds(self, client, browser):
        self.sign_in(client, browser, extra="foobar")

    def test_oidcc_id_token_hint(self, client, browser):
        first = self.sign_in(client, browser)
        second = self.sign_in(client, browser, prompt="none", id_token_hint=first.id_token)
        assert second.claims["sub"] == first.claims["sub"]

    def test_oidcc_login_hint(self, client, browser):
        self.sign_in(client, browser, login_hint="buffy@localhost")

    def test_oidcc_ui_locales(self, client, browser):
        self.sign_in(client, browser, ui_locales="se")

    def test_oidcc_claims_locales(self, client, browser):
        client.claims(self.sign_in(client, browser, claims_locales="se"))

    def test_oidcc_ensure_request_with_acr_values_succeeds(self, client, browser, provider):
        supported = provider.metadata.get("acr_values_supported", ["1", "2"])
        signed_in = self.sign_in(client, browser, acr_values=" ".join(supported))
        assert signed_in.claims["acr"] in supported

    # Codes are used once

    def code_reuse(self, client, browser, wait):
        answer = self.authorize(client, browser)
        signed_in = client.complete(answer)
        assert client.active(signed_in.access_token)
        time.sleep(wait)
        check_token_error(client.redeem(answer), "invalid_grant")
        return signed_in

    def test_oidcc_codereuse(self, client, browser):
        self.code_reuse(client, browser, 0)

    def test_oidcc_codereuse_30seconds(self, client, browser):
        signed_in = self.code_reuse(client, browser, 30)
        assert client.userinfo(signed_in.access_token).status_code == 401, "what the first use gave is revoked"
        assert not client.active(signed_in.access_token)

    # Redirect URIs, POST

    def test_oidcc_ensure_registered_redirect_uri(self, client, browser):
        answer = self.authorize(client, browser, redirect_uri=f"{client.redirect_uri}?foo=bar")
        self.refused_on_a_page(answer)
        assert client.listener.deliveries == []

    def test_oidcc_ensure_post_request_succeeds(self, client, browser):
        client.complete(client.authorize(browser, "POST", **self.parameters()))

    def test_oidcc_server_client_secret_post(self, post_client, browser):
        post_client.claims(self.sign_in(post_client, browser))

    # Request objects: unsigned ones, and addresses of them, are refused in so many words

    def request_object(self, client):
        return tokens.unsigned(client.request(**self.parameters()) | {"iss": client.client_id})

    def test_oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(self, client, browser):
        answer = self.authorize(client, browser, request_uri=f"{client.listener.origin}/request-object")
        assert answer.error == "request_uri_not_supported"
        assert client.listener.at("/request-object") == [], "nothing was fetched"

    def test_oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(self, client, browser):
        answer = self.authorize(client, browser, request=self.request_object(client))
        assert answer.error == "request_not_supported"

    def test_oidcc_ensure_request_object_with_redirect_uri(self, client, browser):
        unregistered = f"{client.redirect_uri}/invalid"
        answer = self.authorize(client, browser, redirect_uri=unregistered, request=self.request_object(client))
        self.refused_on_a_page(answer)
        assert client.listener.deliveries == []

    # Claims, refresh, PKCE

    def test_oidcc_claims_essential(self, client, browser):
        values = client.claims(self.sign_in(client, browser, claims='{"userinfo":{"name":{"essential":true}}}'))
        assert values["name"] == "Nguyễn Văn An"

    def refreshed(self, client, browser):
        first = self.sign_in(client, browser, scope="openid offline_access", prompt="consent")
        time.sleep(1.1)
        second = client.tokens_of(client.refresh(first.refresh_token))
        assert second["access_token"] != first.access_token
        assert second["refresh_token"] != first.refresh_token, "refresh tokens rotate"
        if "id_token" in second:
            nonce = tokens.claims(second["id_token"]).get("nonce")
            assert nonce in (None, first.answer.asked["nonce"])
            checked = tokens.check_id_token(client.provider, client.client_id, second["id_token"], second["access_token"], nonce)
            for name in ("iss", "sub", "aud", "auth_time", "sid"):
                assert checked[name] == first.claims[name], f"{name} as in the first ID token (OpenID Connect Core §12.2)"
            assert checked["iat"] > first.claims["iat"]
        assert client.userinfo(second["access_token"]).status_code == 200
        return second["refresh_token"]

    def test_oidcc_refresh_token(self, client, client2, browser, person):
        assert "refresh_token" in client.provider.metadata["grant_types_supported"]
        self.refreshed(client, browser)
        foreign = self.refreshed(client2, Browser(person))
        check_token_error(client.refresh(foreign), "invalid_grant")
        assert client2.refresh(foreign).status_code == 200, "the rightful client is not harmed by the other's attempt"

    def test_oidcc_ensure_request_with_valid_pkce_succeeds(self, client, browser):
        self.sign_in(client, browser, verifier=pkce())
