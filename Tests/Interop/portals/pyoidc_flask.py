"""A portal in Flask with pyoidc: pip install Flask-pyoidc gunicorn; gunicorn pyoidc_flask:app

It knows no PKCE: register `"require_pkce": false`.
"""
import os

from flask import Flask, jsonify, redirect, session
from flask_pyoidc import OIDCAuthentication
from flask_pyoidc.provider_configuration import ClientMetadata, ProviderConfiguration
from flask_pyoidc.user_session import UserSession

ORIGIN = os.environ["ORIGIN"]
app = Flask("portal")
app.config.update(SECRET_KEY=os.environ["SESSION_KEY"], OIDC_REDIRECT_URI=f"{ORIGIN}/callback", SESSION_COOKIE_NAME="portal_pyoidc",
                  SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=ORIGIN.startswith("https:"))
oidc = OIDCAuthentication({"idp": ProviderConfiguration(
    issuer=os.environ["ISSUER"], auth_request_params={"scope": ["openid", "profile"]},
    client_metadata=ClientMetadata(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"], post_logout_redirect_uris=[f"{ORIGIN}/bye"],
                                   id_token_signed_response_alg="ES256"))}, app)

@app.get("/")
@oidc.oidc_auth("idp")
def home():
    return jsonify(UserSession(session).userinfo)

@app.post("/refresh")
@oidc.oidc_auth("idp")
def refresh():
    return redirect("/") if oidc.valid_access_token(force_refresh=True) else ("no token", 502)

@app.get("/bye")
@oidc.oidc_logout
def bye():
    return "signed out"

@oidc.error_view
def error(error=None, error_description=None):
    return jsonify(error=error, description=error_description), 400
