"""A portal in Django with mozilla-django-oidc: pip install Django mozilla-django-oidc; python django_oidc.py runserver 8000"""
import os, sys
from urllib.parse import urlencode, urlsplit
import django, requests
from django.conf import settings
ISSUER, CLIENT_ID, ORIGIN = (os.environ[name] for name in ("ISSUER", "CLIENT_ID", "ORIGIN"))
found = requests.get(f"{ISSUER}/.well-known/openid-configuration", timeout=10).json()
settings.configure(
    SECRET_KEY=os.environ["SESSION_KEY"], ROOT_URLCONF=__name__, ALLOWED_HOSTS=[urlsplit(ORIGIN).hostname],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DATABASE"]}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "mozilla_django_oidc"],
    MIDDLEWARE=[f"django.{name}Middleware" for name in (
        "contrib.sessions.middleware.Session", "middleware.csrf.CsrfView", "contrib.auth.middleware.Authentication")],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    SESSION_COOKIE_NAME="portal_django", AUTHENTICATION_BACKENDS=[f"{__name__}.Backend"], LOGIN_URL="oidc_authentication_init",
    LOGIN_REDIRECT_URL="/", LOGOUT_REDIRECT_URL="/",
    OIDC_RP_CLIENT_ID=CLIENT_ID, OIDC_RP_CLIENT_SECRET=os.environ["CLIENT_SECRET"], OIDC_TOKEN_USE_BASIC_AUTH=True,
    OIDC_RP_SIGN_ALGO="ES256", OIDC_RP_SCOPES="openid profile", OIDC_USE_PKCE=True, OIDC_STORE_ID_TOKEN=True, OIDC_STORE_ACCESS_TOKEN=True,
    OIDC_OP_AUTHORIZATION_ENDPOINT=found["authorization_endpoint"], OIDC_OP_TOKEN_ENDPOINT=found["token_endpoint"],
    OIDC_OP_USER_ENDPOINT=found["userinfo_endpoint"], OIDC_OP_JWKS_ENDPOINT=found["jwks_uri"],
    OIDC_OP_LOGOUT_URL_METHOD=f"{__name__}.sign_out_url")
django.setup()
from django.contrib.auth.decorators import login_required
from django.core.management import execute_from_command_line
from django.http import HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import include, path
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
PAGE = engines["django"].from_string("""<!doctype html><title>portal</title><p>{{ user.first_name }}
<form method="post" action="/refresh">{% csrf_token %}<button>refresh</button></form>
<form method="post" action="{% url 'oidc_logout' %}">{% csrf_token %}<button name="leave" value="yes">sign out</button></form>""")

class Backend(OIDCAuthenticationBackend):  # the key of an account is `sub`; the library's own, the e-mail address, may change hands
    def verify_token(self, token, **kwargs):
        claims = super().verify_token(token, **kwargs)  # signature and nonce; the rest is ours
        return claims if (claims["iss"], claims["aud"]) == (ISSUER, CLIENT_ID) else None
    def filter_users_by_claims(self, claims):
        return self.UserModel.objects.filter(username=claims["sub"])
    def create_user(self, claims):
        return self.UserModel.objects.create_user(claims["sub"], first_name=claims["name"])
    def get_token(self, payload):
        token = super().get_token(payload)
        self.request.session["refresh_token"] = token.get("refresh_token")
        return token

@login_required
def refresh(request):
    backend, form = Backend(), {"grant_type": "refresh_token", "refresh_token": request.session["refresh_token"]}
    backend.request, form = request, form | {"client_id": CLIENT_ID, "client_secret": os.environ["CLIENT_SECRET"]}
    request.session["oidc_access_token"] = backend.get_token(form)["access_token"]
    return HttpResponseRedirect("/")
def sign_out_url(request):
    asked = {"id_token_hint": request.session["oidc_id_token"], "post_logout_redirect_uri": f"{ORIGIN}/bye"}
    return f"{found['end_session_endpoint']}?{urlencode(asked)}"

urlpatterns = [
    path("", login_required(lambda request: HttpResponse(PAGE.render({"user": request.user}, request)))),
    path("bye", lambda request: HttpResponse("signed out")), path("refresh", refresh), path("oidc/", include("mozilla_django_oidc.urls"))]
execute_from_command_line(sys.argv)
