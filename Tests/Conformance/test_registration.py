"""RFC 7591 and RFC 7592: who may register, what a registrant may have, and who may change it."""
import json
import re
import sqlite3
import time
import urllib.parse

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from blackbox import people
from blackbox.browser import Browser
from blackbox.provider import Provider
from blackbox.relying_party import RelyingParty

AGENCY = {"code": "G15", "name": "Bộ Thử nghiệm", "name_en": "Ministry of Trials"}


class Registrant(RelyingParty):
    """A client that registers itself over the wire."""

    def __init__(self, provider, listener, registration=None, token=None):
        self.token = token
        super().__init__(Wire(provider, token), listener, registration)

    def manage(self, method, document=None, token=None, uri=None):
        return self.session.request(
            method, uri or self.registration["registration_client_uri"], json=document, allow_redirects=False, timeout=60,
            headers={"Authorization": f"Bearer {token or self.registration['registration_access_token']}"})


class Wire:
    """A provider at which clients are created by its registration endpoint."""

    def __init__(self, provider, token):
        self.provider, self.token = provider, token

    def __getattr__(self, name):
        return getattr(self.provider, name)

    def create_client(self, document):
        status, _, answer = register(self.provider, document, self.token)
        assert status == 201, answer
        return answer


def register(provider, document, token=None, headers=None, body=None):
    """What the registration endpoint answers: `(status, headers, document)`."""
    fields = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {}) | (headers or {})
    status, headers, answer = provider.send(
        "POST", provider.path("registration_endpoint"), body=json.dumps(document) if body is None else body, headers=fields)
    return status, headers, json.loads(answer)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A provider at which agencies register with their token."""
    running = Provider(tmp_path_factory.mktemp("guarded"), settings={"registration": "token"}).start()
    running.create_agency(AGENCY)
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def free(tmp_path_factory):
    """A provider on loopback at which everybody registers."""
    running = Provider(tmp_path_factory.mktemp("free"), settings={"registration": "open"}).start()
    yield running
    assert running.stop() == 0


def initial(provider, *options) -> str:
    return json.loads(provider.command("agency", "token", "G15", "--json", *options))["token"]


@pytest.fixture(scope="module")
def token(guarded):
    return initial(guarded)


@pytest.fixture
def document(shared_listener):
    return {"client_name": "Cổng thử", "redirect_uris": [shared_listener.origin + "/callback"], "require_pkce": False}


# Who may


def test_there_is_no_registration_unless_it_is_switched_on(provider, document):
    assert "registration_endpoint" not in provider.metadata
    for method, path in (("POST", "/register"), ("GET", "/register/x"), ("DELETE", "/register/x")):
        status, _, _ = provider.send(method, path, body=json.dumps(document), headers={"Content-Type": "application/json"})
        assert status == 404


def test_registration_needs_an_initial_access_token(guarded, document):
    status, headers, answer = register(guarded, document)
    assert status == 401 and headers["WWW-Authenticate"] == "Bearer"
    for wrong in ("x", "A" * 43, guarded.command("client", "list") or "y"):
        status, headers, answer = register(guarded, document, wrong.strip() or "z")
        assert (status, answer["error"]) == (401, "invalid_token")
        assert 'error="invalid_token"' in headers["WWW-Authenticate"]


def test_a_token_in_the_query_is_refused(guarded, token, document):
    status, _, body = guarded.send(
        "POST", f"{guarded.path('registration_endpoint')}?access_token={token}", body=json.dumps(document),
        headers={"Content-Type": "application/json"})
    assert status == 401


def test_an_initial_access_token_is_used_as_often_as_it_says(guarded, document):
    twice = initial(guarded, "--uses", "2")
    assert [register(guarded, document, twice)[0] for _ in range(3)] == [201, 201, 401]


def test_a_refused_registration_costs_no_use(guarded, document):
    once = initial(guarded, "--uses", "1")
    assert register(guarded, document | {"redirect_uris": []}, once)[0] == 400
    assert register(guarded, document, once)[0] == 201


def test_an_initial_access_token_expires(guarded, document):
    short = initial(guarded, "--expires", "1s")
    time.sleep(1.1)
    assert register(guarded, document, short)[0] == 401


def test_an_agency_s_tokens_can_be_revoked(guarded, document):
    guarded.create_agency(AGENCY | {"code": "G16"})
    theirs = json.loads(guarded.command("agency", "token", "G16", "--json"))["token"]
    guarded.command("agency", "token", "G16", "--revoke")
    assert register(guarded, document, theirs)[0] == 401


def test_the_command_prints_the_token_alone(guarded, document):
    text = guarded.command("agency", "token", "000.00.00.G15").strip()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", text)
    assert register(guarded, document, text)[0] == 201


@pytest.mark.parametrize("arguments", [["--uses", "0"], ["--expires", "2y"], ["--expires", "-1h"], ["--expires", "400d"]], ids=" ".join)
def test_a_wrong_use_of_the_command_is_told(guarded, arguments):
    assert guarded.run("agency", "token", "G15", *arguments).returncode == 2


def test_an_unknown_agency_gets_no_token(guarded):
    completed = guarded.run("agency", "token", "G99")
    assert completed.returncode == 1 and len(completed.stderr.strip().splitlines()) == 1


def test_tokens_are_not_in_the_database_nor_in_the_log(guarded, document):
    own = initial(guarded)
    _, _, answer = register(guarded, document, own)
    files = b"".join(path.read_bytes() for path in guarded.folder.glob("idp.*"))
    for secret in (own, answer["registration_access_token"], answer["client_secret"]):
        assert secret.encode() not in files


# What comes back


def test_the_answer_is_a_client_information_response(guarded, token, document):
    status, headers, answer = register(guarded, document | {"nonsense": {"deep": [1]}, "tos_uri": "https://portal.example.vn/tos"}, token)
    assert status == 201
    assert headers["Content-Type"].split(";")[0] == "application/json" and "no-store" in headers["Cache-Control"]
    assert answer["client_secret"] and answer["client_secret_expires_at"] == 0
    assert abs(answer["client_id_issued_at"] - time.time()) < 30
    assert answer["registration_client_uri"].startswith(guarded.issuer + "/register/")
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", answer["registration_access_token"])
    assert answer["redirect_uris"] == document["redirect_uris"]
    assert (answer["agency"], answer["consent"], answer["id_token_signed_response_alg"]) == ("G15", "notice", "RS256")
    assert answer["require_pkce"] is False and answer["tos_uri"] == "https://portal.example.vn/tos"
    assert "nonsense" not in answer


def test_a_registered_client_signs_people_in(guarded, token, shared_listener):
    person = people.citizen(guarded)
    party = Registrant(guarded, shared_listener, token=token)
    party.sign_in(Browser(person), algorithm="RS256")


@pytest.mark.parametrize("change, error, member", [
    ({"redirect_uris": ["http://portal.example.vn/cb"]}, "invalid_redirect_uri", "redirect_uris"),
    ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri", "redirect_uris"),
    ({"redirect_uris": ["https://*.example.vn/cb"]}, "invalid_redirect_uri", "redirect_uris"),
    ({"redirect_uris": ["https://portal.example.vn/cb#x"]}, "invalid_redirect_uri", "redirect_uris"),
    ({"redirect_uris": "https://portal.example.vn/cb"}, "invalid_redirect_uri", "redirect_uris"),
    ({"redirect_uris": []}, "invalid_redirect_uri", "redirect_uris"),
    ({"response_types": ["code id_token"]}, "invalid_client_metadata", "response_types"),
    ({"grant_types": ["implicit"]}, "invalid_client_metadata", "grant_types"),
    ({"grant_types": ["client_credentials"]}, "invalid_client_metadata", "grant_types"),
    ({"id_token_signed_response_alg": "none"}, "invalid_client_metadata", "id_token_signed_response_alg"),
    ({"userinfo_signed_response_alg": "HS256"}, "invalid_client_metadata", "userinfo_signed_response_alg"),
    ({"consent": "none"}, "invalid_client_metadata", "consent"),
    ({"agency": "H26"}, "invalid_client_metadata", "agency"),
    ({"profile": "legacy-portal"}, "invalid_client_metadata", "profile"),
    ({"scope": "openid admin"}, "invalid_client_metadata", "scope"),
    ({"logo_uri": "javascript:alert(1)"}, "invalid_client_metadata", "logo_uri"),
    ({"logo_uri": "http://169.254.169.254/"}, "invalid_client_metadata", "logo_uri"),
    ({"jwks": {"keys": [{"kty": "oct", "k": "AAAA"}]}}, "invalid_client_metadata", "jwks"),
    ({"backchannel_logout_uri": "http://169.254.169.254/"}, "invalid_client_metadata", "backchannel_logout_uri"),
    ({"token_endpoint_auth_method": "none", "require_pkce": False}, "invalid_client_metadata", "require_pkce"),
    ({"client_name": 'a"\\b' + "\u0000"}, "invalid_client_metadata", "client_name"),
], ids=lambda value: json.dumps(value)[:60] if isinstance(value, dict) else "")
def test_weak_metadata_is_refused_by_name(guarded, token, document, change, error, member):
    before = guarded.row_counts()["client"]
    status, _, answer = register(guarded, document | change, token)
    assert (status, answer["error"]) == (400, error)
    assert member in answer["error_description"]
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", answer["error_description"])
    assert guarded.row_counts()["client"] == before


@pytest.mark.parametrize("body, kind", [
    ("{", "application/json"), ("[]", "application/json"), ("", "application/json"), ('{"redirect_uris": 1, "redirect_uris": 2}', "application/json"),
    ('{"a": 1e400}', "application/json"), ("[" * 5000, "application/json"), ("redirect_uris=x", "application/x-www-form-urlencoded"), ("{}", "text/plain"),
], ids=str)
def test_what_is_no_json_object_is_refused(guarded, token, body, kind):
    status, _, answer = register(guarded, None, token, headers={"Content-Type": kind}, body=body)
    assert (status, answer["error"]) == (400, "invalid_client_metadata")


def test_a_body_beyond_the_limit_is_refused(guarded, token):
    status, _, _ = guarded.send(
        "POST", guarded.path("registration_endpoint"), body=b" " * 70_000,
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"})
    assert status == 413


# Software statements


@pytest.fixture(scope="module")
def signer(guarded):
    """An agency with a key for its software statements."""
    key = ECKey.generate_key("P-256", {"kid": "statements"})
    guarded.create_agency(AGENCY | keys_of(key))
    return key


def keys_of(key):
    return {"software_statement_jwks": {"keys": [key.as_dict(private=False)]}}


def statement(key, claims):
    return jwt.encode({"alg": "ES256", "kid": "statements"}, claims, key)


def test_a_statement_outranks_what_stands_beside_it(guarded, token, signer, document):
    text = statement(signer, {"iss": "G15", "client_name": "Vouched for", "software_id": "s-1", "iat": int(time.time())})
    status, _, answer = register(guarded, document | {"client_name": "Claimed", "software_statement": text}, token)
    assert status == 201, answer
    assert (answer["client_name"], answer["software_id"], answer["software_statement"]) == ("Vouched for", "s-1", text)


def test_a_statement_gives_nothing_that_a_registrant_may_not_have(guarded, token, signer, document):
    for claims in ({"consent": "none"}, {"agency": "H26"}, {"scope": "openid admin"}, {"redirect_uris": ["javascript:alert(1)"]}):
        status, _, answer = register(guarded, document | {"software_statement": statement(signer, {"iss": "G15"} | claims)}, token)
        assert status == 400 and next(iter(claims)) in answer["error_description"]


def test_a_bad_statement_is_refused(guarded, token, signer, document):
    other = ECKey.generate_key("P-256", {"kid": "statements"})
    guarded.create_agency({"code": "G17", "name": "Cơ quan khác"} | keys_of(other))
    good = statement(signer, {"iss": "G15"})
    head, claims, signature = good.split(".")
    cases = {
        "invalid_software_statement": [
            "nonsense", head + "." + claims + ".", statement(other, {"iss": "G15"}), statement(signer, {"iss": "G15", "exp": int(time.time()) - 3600}),
            statement(signer, {"client_name": "x"}), statement(signer, {"iss": "G15", "iat": int(time.time()) + 3600}), 7,
        ],
        "unapproved_software_statement": [statement(other, {"iss": "G17"}), statement(signer, {"iss": "G99"})],
    }
    for error, texts in cases.items():
        for text in texts:
            status, _, answer = register(guarded, document | {"software_statement": text}, token)
            assert (status, answer["error"]) == (400, error), text


# RFC 7592


@pytest.fixture
def party(guarded, token, shared_listener):
    return Registrant(guarded, shared_listener, token=token)


def test_a_client_reads_its_registration(party):
    response = party.manage("GET")
    assert response.status_code == 200 and "no-store" in response.headers["Cache-Control"]
    expected = {name: value for name, value in party.registration.items() if name != "client_secret"}
    assert response.json() == expected, "all but the secret, of which only a digest is kept"


def test_a_client_changes_its_registration_at_once(party, guarded):
    new = party.listener.origin + "/new"
    document = party.manage("GET").json() | {"redirect_uris": [new], "client_name": "Renamed"}
    response = party.manage("PUT", document)
    assert response.status_code == 200, response.text
    assert (response.json()["redirect_uris"], response.json()["client_name"]) == ([new], "Renamed")
    assert response.json()["registration_access_token"] == party.registration["registration_access_token"]
    page = party.authorize(Browser(), redirect_uri=party.redirect_uri).page
    assert page.status == 400, "the old address is not registered any more"
    assert party.authorize(Browser(), redirect_uri=new, prompt="none").page.status != 400
    assert json.loads(guarded.command("client", "show", party.client_id, "--json"))["client_name"] == "Renamed"


@pytest.mark.parametrize("change, member", [
    ({"client_id": "other"}, "client_id"), ({"client_id": None}, "client_id"), ({"client_secret": "0123456789abcdef"}, "client_secret"),
    ({"consent": "none"}, "consent"), ({"agency": "H26"}, "agency"), ({"scope": "openid admin"}, "scope"), ({"redirect_uris": []}, "redirect_uris"),
], ids=lambda value: json.dumps(value) if isinstance(value, dict) else "")
def test_a_change_that_is_not_the_client_s_to_make_is_refused(party, change, member):
    before = party.manage("GET").json()
    response = party.manage("PUT", before | change)
    assert response.status_code == 400 and member in response.json()["error_description"]
    assert party.manage("GET").json() == before


def test_an_unknown_client_and_a_wrong_token_look_alike(party, guarded, token, shared_listener):
    other = Registrant(guarded, shared_listener, token=token)
    answers = [
        party.manage("GET", token="A" * 43), party.manage("GET", token=other.registration["registration_access_token"]),
        party.manage("GET", token=token), party.manage("GET", uri=guarded.issuer + "/register/nobody"),
        party.manage("PUT", {}, token="A" * 43), party.manage("DELETE", token=other.registration["registration_access_token"]),
        party.session.get(party.registration["registration_client_uri"]),
    ]
    assert {(answer.status_code, answer.text, answer.headers["WWW-Authenticate"]) for answer in answers} == {
        (401, answers[0].text, answers[0].headers["WWW-Authenticate"])}


def test_an_operator_s_client_has_no_door_here(guarded, shared_listener, party):
    own = RelyingParty(guarded, shared_listener)
    uri = f"{guarded.issuer}/register/{urllib.parse.quote(own.client_id, safe='')}"
    for method in ("GET", "DELETE"):
        assert party.manage(method, uri=uri).status_code == 401


def test_a_deleted_client_is_gone_with_its_tokens(guarded, token, shared_listener):
    person = people.citizen(guarded)
    party = Registrant(guarded, shared_listener, token=token)
    signed_in = party.sign_in(Browser(person))
    response = party.manage("DELETE")
    assert response.status_code == 204 and response.content == b""
    assert party.manage("GET").status_code == 401
    assert party.userinfo(signed_in.access_token).status_code == 401
    assert party.authorize(Browser(), prompt="none").page.status == 400


def test_every_use_is_audited(guarded, token, shared_listener):
    party = Registrant(guarded, shared_listener, token=token)
    party.manage("PUT", party.manage("GET").json() | {"client_name": "Audited"})
    party.manage("DELETE")
    with sqlite3.connect(f"file:{guarded.database}?mode=ro", uri=True, timeout=10) as connection:
        lines = connection.execute("SELECT action, client, details FROM audit_event ORDER BY sequence").fetchall()
    own = [(action, json.loads(details)) for action, client, details in lines if client == party.client_id]
    assert [action for action, _ in own] == ["client.created", "client.updated", "client.deleted"]
    issued = {json.loads(details)["id"] for action, _, details in lines if action == "agency.token-issued"}
    assert own[0][1]["agency"] == "G15" and own[0][1]["initial_access_token"] in issued
    assert all(token not in details for _, _, details in lines)
    guarded.command("audit", "verify")


# Open registration


def test_an_open_provider_asks_for_no_token(free, document):
    status, _, answer = register(free, document)
    assert status == 201 and "agency" not in answer
    assert register(free, document, "A" * 43)[0] == 401, "a token that is sent must be good"
    assert register(free, document | {"scope": "openid identity"})[0] == 400
    assert register(free, document | {"agency": "G15"})[0] == 400


def test_open_registration_is_for_loopback_alone(tmp_path):
    instance = Provider(tmp_path / "wrong", settings={"registration": "open", "issuer": "https://id.example.vn"})
    completed = instance.run("check")
    assert completed.returncode == 1 and "registration" in completed.stderr
