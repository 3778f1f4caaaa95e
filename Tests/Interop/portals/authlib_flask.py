"""A portal in Flask with Authlib: pip install Authlib Flask joserfc requests gunicorn; gunicorn authlib_flask:app"""
import os, secrets
from authlib.integrations.flask_client import OAuth
from flask import Flask, abort, jsonify, redirect, request, session
from joserfc import jwt
from joserfc.jwk import KeySet

ISSUER, CLIENT_ID, ORIGIN = (os.environ[name] for name in ("ISSUER", "CLIENT_ID", "ORIGIN"))
app = Flask("portal")
app.secret_key = os.environ["SESSION_KEY"]
app.config.update(SESSION_COOKIE_NAME="portal", SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=ORIGIN.startswith("https:"))
method = os.environ.get("AUTH_METHOD", "client_secret_basic")
idp = OAuth(app).register(
    "idp", client_id=CLIENT_ID, client_secret=os.environ["CLIENT_SECRET"], server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "token_endpoint_auth_method": method})
people = {}  # by session id; a portal of several processes keeps this in its database

@app.get("/")
def home():
    here = people.get(session.get("id"))
    return jsonify(here["profile"]) if here else redirect("/sign-in")

@app.get("/sign-in")
def sign_in():
    return idp.authorize_redirect(f"{ORIGIN}/callback")

@app.get("/callback")
def callback():
    if request.args.get("iss") != ISSUER:  # RFC 9207: the answer of another provider
        abort(400)
    token = idp.authorize_access_token()  # checks state, PKCE, signature, audience and nonce
    session["id"] = secrets.token_urlsafe(32)
    people[session["id"]] = {"token": token, "claims": token["userinfo"], "profile": idp.userinfo(token=token)}
    return redirect("/")

@app.post("/refresh")
def refresh():  # when a request of the person needs it, not by a timer
    here = people[session["id"]]
    here["token"] |= idp.fetch_access_token(grant_type="refresh_token", refresh_token=here["token"]["refresh_token"])
    here["profile"] = idp.userinfo(token=here["token"])
    return redirect("/")

@app.post("/sign-out")  # the cookie is SameSite=Lax: another site's form does not carry it
def sign_out():
    here = people.pop(session.pop("id", None), None)
    return redirect(idp.create_logout_url(f"{ORIGIN}/bye", here and here["token"]["id_token"])["url"])

app.add_url_rule("/bye", "bye", lambda: "signed out")

@app.post("/backchannel-logout")
def backchannel_logout():
    order = jwt.decode(request.form["logout_token"], KeySet.import_key_set(idp.fetch_jwk_set()), algorithms=["ES256"])
    expected = {"iss": ISSUER, "aud": CLIENT_ID, "events": {"http://schemas.openid.net/event/backchannel-logout": {}}, "nonce": None}
    if any(order.claims.get(name) != value for name, value in expected.items()) or order.header["typ"] != "logout+jwt":
        abort(400)
    jwt.JWTClaimsRegistry(exp={"essential": True}, sid={"essential": True}).validate(order.claims)
    for name in [name for name, here in people.items() if here["claims"]["sid"] == order.claims["sid"]]:
        del people[name]
    return ""
