"""A program's token is nobody's but its own, whatever its `client_id` looks like (THREATS §3; RFC 9700 §4.15)."""
import pytest

from blackbox import people
from blackbox.browser import Browser
from blackbox.provider import CommandFailed
from blackbox.relying_party import RelyingParty, check_token_error
from blackbox.tokens import claims

PROGRAM = {"client_name": "Program", "grant_types": ["client_credentials"], "redirect_uris": [], "post_logout_redirect_uris": [], "require_pkce": True}


@pytest.fixture
def person(provider):
    return people.citizen(provider)


@pytest.fixture
def names(client, person):
    """Everything by which somebody knows the person."""
    public = RelyingParty(client.provider, client.listener, {"client_name": "Public subject", "subject_type": "public"})
    subjects = [party.sign_in(Browser(person)).claims["sub"] for party in (client, public)]
    return [*subjects, person.account["id"], person.identifier]


def test_a_program_named_like_a_person(provider, shared_listener, names):
    """Refused at registration, or a token that says of itself that no person is behind it."""
    for name in names:
        try:
            rp = RelyingParty(provider, shared_listener, PROGRAM | {"client_id": name})
        except CommandFailed:
            continue
        token = rp.post("token_endpoint", [("grant_type", "client_credentials")]).json()["access_token"]
        assert claims(token)["sub"] == claims(token)["client_id"] == name
        assert name not in names[:3], "no subject of a person is also a program's"
        assert rp.userinfo(token).status_code in (401, 403)


def test_a_programs_token_opens_nothing_of_a_person(provider, shared_listener):
    rp = RelyingParty(provider, shared_listener, PROGRAM)
    answer = rp.post("token_endpoint", [("grant_type", "client_credentials")]).json()
    assert set(answer) <= {"access_token", "token_type", "expires_in", "scope"}, "no ID token, no refresh token"
    assert not {"acr", "amr", "auth_time", "sid"} & set(claims(answer["access_token"]))
    assert rp.userinfo(answer["access_token"]).status_code in (401, 403)


@pytest.mark.parametrize("scope", ["openid", "profile", "identity", "offline_access", "signatures admin"])
def test_a_programs_scopes_are_its_own(provider, shared_listener, scope):
    rp = RelyingParty(provider, shared_listener, PROGRAM)
    response = rp.post("token_endpoint", [("grant_type", "client_credentials"), ("scope", scope)])
    if response.status_code == 200:
        assert not {"openid", "profile", "identity", "offline_access", "admin", "signatures"} & set(response.json().get("scope", "").split())
    else:
        check_token_error(response, "invalid_scope")


def test_a_public_client_is_nobody(provider, shared_listener):
    with pytest.raises(CommandFailed):
        RelyingParty(provider, shared_listener, PROGRAM | {"token_endpoint_auth_method": "none"})
