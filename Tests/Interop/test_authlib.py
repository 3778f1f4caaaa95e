"""Authlib: its Flask client signs in (discovery, PKCE, ID token), its OAuth2Session does the rest."""
import json
import threading

import pytest
import requests
from authlib.integrations.flask_client import OAuth
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, jsonify, redirect, session
from werkzeug.serving import make_server

from blackbox.ports import free_port

SCOPE = "openid profile email offline_access"


class Portal:
    """A Flask application as Authlib's documentation writes it."""

    def __init__(self, provider, method):
        self.provider, self.port = provider, free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.client = provider.create_client({
            "client_name": "Flask portal",
            "redirect_uris": [f"{self.origin}/callback"],
            "post_logout_redirect_uris": [f"{self.origin}/bye"],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": method,
            "scope": SCOPE,
        })
        self.method = method
        self.token = None
        self.server = make_server("127.0.0.1", self.port, self._application(), threaded=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _application(self):
        application = Flask("portal")
        application.secret_key = "not a secret: this instance lives for one test"
        application.config["SESSION_COOKIE_NAME"] = f"portal_{self.port}"
        idp = OAuth(application).register(
            "idp", client_id=self.client["client_id"], client_secret=self.client.get("client_secret"),
            server_metadata_url=f"{self.provider.issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": SCOPE, "code_challenge_method": "S256", "token_endpoint_auth_method": self.method})

        @application.get("/sign-in")
        def sign_in():
            return idp.authorize_redirect(f"{self.origin}/callback", prompt="consent")

        @application.get("/callback")
        def callback():
            self.token = idp.authorize_access_token()
            session["user"] = dict(self.token["userinfo"])
            session["profile"] = dict(idp.userinfo(token=self.token))
            return redirect("/")

        @application.get("/")
        def home():
            return jsonify({"user": session.get("user"), "profile": session.get("profile")})

        @application.get("/bye")
        def bye():
            session.clear()
            return "signed out"

        return application

    def oauth_session(self):
        """Authlib's plain client with the tokens of the last sign-in."""
        metadata = self.provider.metadata
        return OAuth2Session(
            self.client["client_id"], self.client.get("client_secret"), token_endpoint_auth_method=self.method,
            revocation_endpoint_auth_method=self.method, token_endpoint=metadata["token_endpoint"], token=dict(self.token))

    def close(self):
        self.server.shutdown()


@pytest.fixture(params=["client_secret_basic", "client_secret_post"])
def portal(provider, request):
    running = Portal(provider, request.param)
    yield running
    running.close()


@pytest.fixture
def signed_in(portal, browser):
    page = browser.open(f"{portal.origin}/sign-in")
    assert page.url == f"{portal.origin}/", f"{page.url.split('?')[0]}: {page.text}"
    page.values = json.loads(page.body)
    return page


def test_sign_in_and_userinfo(signed_in, provider):
    user, profile = signed_in.values["user"], signed_in.values["profile"]
    assert user["iss"] == provider.issuer
    assert user["sub"] == profile["sub"]
    assert profile["name"] == "Nguyễn Văn An"
    assert profile["email_verified"] is True


def test_refresh(portal, signed_in):
    client = portal.oauth_session()
    before = portal.token
    after = client.refresh_token(portal.provider.endpoint("token_endpoint"), refresh_token=before["refresh_token"])
    assert after["access_token"] != before["access_token"]
    assert after["refresh_token"] != before["refresh_token"]
    assert client.get(portal.provider.endpoint("userinfo_endpoint")).json()["sub"] == signed_in.values["user"]["sub"]


def test_introspect_and_revoke(portal, signed_in):
    client, token = portal.oauth_session(), portal.token["access_token"]
    introspection = portal.provider.endpoint("introspection_endpoint")
    known = client.introspect_token(introspection, token=token, token_type_hint="access_token").json()
    assert known["active"] is True and known["client_id"] == portal.client["client_id"]
    assert client.revoke_token(portal.provider.endpoint("revocation_endpoint"), token=token).status_code == 200
    assert client.introspect_token(introspection, token=token).json() == {"active": False}
    assert client.get(portal.provider.endpoint("userinfo_endpoint")).status_code == 401


def test_logout(portal, signed_in, browser):
    url = requests.Request("GET", portal.provider.endpoint("end_session_endpoint"), params={
        "id_token_hint": portal.token["id_token"], "post_logout_redirect_uri": f"{portal.origin}/bye", "state": "s"}).prepare().url
    page = browser.open(url)
    assert page.url == f"{portal.origin}/bye?state=s"
    browser.seen.clear()
    browser.open(f"{portal.origin}/sign-in")
    assert "sign-in" in browser.seen
