"""Lists of token states, as a portal reads them: with its own zlib, and without asking about a token."""
import base64
import json
import time
import urllib.parse
import zlib

import pytest

from blackbox import people
from blackbox.browser import Browser
from blackbox.relying_party import RelyingParty
from blackbox.tokens import claims, verified


@pytest.fixture(scope="module")
def portal(provider, shared_listener):
    return RelyingParty(provider, shared_listener, {"client_name": "Listed", "access_token_status": "status_list"})


def place(token) -> dict:
    return claims(token)["status"]["status_list"]


def fetched(provider, uri):
    assert uri.startswith(provider.issuer + "/"), "ours, by the address in configuration"
    return provider.send("GET", urllib.parse.urlsplit(uri).path)


def bits(provider, uri) -> bytes:
    status, headers, body = fetched(provider, uri)
    assert status == 200 and headers["Content-Type"].split(";")[0] == "application/statuslist+jwt"
    head, values = verified(body.decode(), provider.jwks())
    assert head["typ"] == "statuslist+jwt"
    assert values["iss"] == provider.issuer and values["sub"] == uri, "the list that the token names"
    assert abs(values["iat"] - time.time()) < 30 and values["exp"] > time.time()
    assert 0 < values["ttl"] <= 60 and f"max-age={values['ttl']}" in headers["Cache-Control"] and "public" in headers["Cache-Control"]
    status_list = values["status_list"]
    assert status_list["bits"] == 1
    text = status_list["lst"]
    return zlib.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def marked(provider, where) -> bool:
    return bool(bits(provider, where["uri"])[where["idx"] // 8] >> where["idx"] % 8 & 1)


def marked_within_a_minute(provider, where) -> bool:
    """The server writes a list anew every few seconds, whatever portals keep for how long."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if marked(provider, where):
            return True
        time.sleep(0.5)
    return False


def test_a_fresh_token_is_not_marked(provider, portal, person):
    where = place(portal.sign_in(Browser(person)).access_token)
    assert not marked(provider, where)
    assert len(bits(provider, where["uri"])) == 8192


def test_revocation_shows(provider, portal, person):
    one, other = (portal.sign_in(Browser(person)) for _ in range(2))
    portal.revoke(one.access_token)
    assert marked_within_a_minute(provider, place(one.access_token))
    assert not marked(provider, place(other.access_token))


def test_logout_shows(provider, portal, person):
    browser = Browser(person)
    signed_in = portal.sign_in(browser)
    browser.open(portal.end_session_url(id_token_hint=signed_in.id_token))
    assert marked_within_a_minute(provider, place(signed_in.access_token))


def test_a_lock_shows(provider, portal):
    victim = people.citizen(provider)
    signed_in = portal.sign_in(Browser(victim))
    provider.command("account", "lock", victim.account["id"])
    assert marked_within_a_minute(provider, place(signed_in.access_token))


def test_a_refreshed_token_has_a_place_of_its_own(provider, portal, person):
    signed_in = portal.sign_in(Browser(person))
    refreshed = portal.refresh(signed_in.refresh_token).json()
    assert place(refreshed["access_token"]) != place(signed_in.access_token)


def test_others_tokens_stay_small(client, person):
    assert "status" not in claims(client.sign_in(Browser(person)).access_token)


def test_a_list_may_be_read_from_any_origin_by_anybody(provider, portal, person):
    uri = place(portal.sign_in(Browser(person)).access_token)["uri"]
    _, headers, _ = provider.send("GET", urllib.parse.urlsplit(uri).path, headers={"Origin": "https://portal.example"})
    assert headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("name", ["unknown", "..%2f..%2fetc", "%00", "a" * 300, "' OR 1=1 --".replace(" ", "%20").replace("'", "%27")])
def test_an_unknown_list_is_not_found(provider, name):
    assert provider.send("GET", f"/status-lists/{name}")[0] in (400, 404)


def test_a_list_is_no_token(provider, portal, person):
    uri = place(portal.sign_in(Browser(person)).access_token)["uri"]
    text = fetched(provider, uri)[2].decode()
    assert portal.userinfo(text).status_code == 401
    assert portal.authorize(Browser(person), prompt="none", id_token_hint=text).error == "invalid_request"


def test_opaque_tokens_open_userinfo_and_are_described(provider, shared_listener, person):
    rp = RelyingParty(provider, shared_listener, {"client_name": "Opaque", "access_token_format": "opaque"})
    values = rp.tokens_of(rp.redeem(rp.authorize(Browser(person), scope="openid email")))
    assert "." not in values["access_token"]
    assert rp.userinfo(values["access_token"]).json()["email"] == person.account["email"]
    told = rp.introspect(values["access_token"])
    assert told["active"] and told["scope"] == "openid email" and told["client_id"] == rp.client_id
    other = RelyingParty(provider, shared_listener, {"client_name": "Stranger"})
    assert other.introspect(values["access_token"]) == {"active": False}


def test_a_registration_that_cannot_be_kept_is_refused(provider, client):
    for members in ({"access_token_format": "macaroon"}, {"access_token_status": "list"},
                    {"access_token_format": "opaque", "access_token_status": "status_list"}):
        failed = provider.run("client", "create", "-", document=client.default_registration() | members)
        assert failed.returncode == 1 and "access_token" in failed.stderr, json.dumps(members)
