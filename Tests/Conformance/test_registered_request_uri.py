"""Signed requests that a client publishes at addresses of its registration (RFC 9101 §5.2, OpenID Connect Core §6.2; THREATS §2)."""
import hashlib

import pytest
from joserfc.jwk import ECKey

from blackbox.asserting import AssertingParty
from blackbox.browser import Browser
from blackbox.relying_party import pkce
from blackbox.tokens import encoded, unsigned

TYPE = "application/oauth-authz-req+jwt"


class Publishing(AssertingParty):
    """Each test has a path of its own: what was read there is not read again for some seconds."""

    def __init__(self, provider, listener, path, **registration):
        self.path = path
        super().__init__(provider, listener, {"client_name": "Publishing", "request_uris": [listener.origin + path]} | registration)

    @property
    def address(self):
        return self.listener.origin + self.path.partition("#")[0]

    def publish(self, text):
        self.listener.documents[self.path.partition("#")[0]] = (TYPE, text)


def asked_of(party, **changes):
    verifier = pkce()
    challenge = encoded(hashlib.sha256(verifier.encode()).digest())
    return party.request(code_challenge=challenge, code_challenge_method="S256", **changes), verifier


def error(party, person, asked, uri):
    """What the portal is told: beside the address stands what OpenID Connect wants outside, so that a redirect can be trusted."""
    outside = {name: asked[name] for name in ("response_type", "scope", "redirect_uri", "state")}
    return party.open(Browser(person), asked, request_uri=uri, **outside).error


def test_a_published_request(provider, shared_listener, person):
    party = Publishing(provider, shared_listener, "/published.jwt")
    asked, verifier = asked_of(party, scope="openid email")
    party.publish(party.request_object(asked))
    calls = []
    for _ in range(3):
        answer = party.open(Browser(person), asked, request_uri=party.address)
        assert answer.code
        calls += shared_listener.at("/published.jwt")
    party.complete(answer, verifier=verifier)
    assert len(calls) == 1, "what was read is not read again for each browser"


def test_a_fragment_tells_versions_apart_and_is_not_sent(provider, shared_listener, person):
    party = Publishing(provider, shared_listener, "/versions.jwt#Rl3GN1")
    asked, verifier = asked_of(party)
    party.publish(party.request_object(asked))
    party.complete(party.open(Browser(person), asked, request_uri=party.address + "#Rl3GN1"), verifier=verifier)
    assert error(party, person, asked, party.address) == "request_uri_not_supported"


def test_nothing_beside_it_counts(provider, shared_listener, person):
    party = Publishing(provider, shared_listener, "/alone.jwt")
    asked, verifier = asked_of(party)
    party.publish(party.request_object(asked))
    answer = party.open(Browser(person), asked, request_uri=party.address, scope="openid phone", response_mode="form_post")
    assert party.complete(answer, verifier=verifier).tokens["scope"] == "openid"


def test_an_address_that_is_not_registered_is_not_called(provider, shared_listener, person):
    party = Publishing(provider, shared_listener, "/registered.jwt")
    asked, _ = asked_of(party)
    for other in ["/other.jwt", "/registered.jwt?x=1", "/registered.jwt/", "/REGISTERED.jwt"]:
        shared_listener.documents[other] = (TYPE, party.request_object(asked))
        assert error(party, person, asked, shared_listener.origin + other) == "request_uri_not_supported"
        assert shared_listener.at(other) == []


@pytest.mark.parametrize("kind", ["unsigned", "stranger's", "not a token", "too long", "nothing"])
def test_what_is_no_request_of_this_client(provider, shared_listener, person, kind):
    path = f"/{kind.replace(' ', '-')}.jwt"
    party = Publishing(provider, shared_listener, path)
    asked, _ = asked_of(party)
    texts = {"unsigned": unsigned(asked | {"iss": party.client_id, "aud": provider.issuer}),
             "stranger's": party.request_object(asked, key=ECKey.generate_key("P-256")), "not a token": "request", "too long": "a" * 70_000}
    if kind in texts:
        party.publish(texts[kind])
    else:
        shared_listener.answers[path] = [404]
    expected = "invalid_request_object" if kind in ("unsigned", "stranger's", "not a token") else "invalid_request_uri"
    assert error(party, person, asked, party.address) == expected


def test_who_must_push_is_not_heard_so(provider, shared_listener, person):
    party = Publishing(provider, shared_listener, "/pushing.jwt", require_pushed_authorization_requests=True)
    asked, _ = asked_of(party)
    party.publish(party.request_object(asked))
    assert error(party, person, asked, party.address) == "invalid_request"
    assert shared_listener.at("/pushing.jwt") == []


@pytest.mark.parametrize("wrong", [["http://portal.example.vn/r"], ["/relative"], "https://a.example/r", [1], ["https://a.example/" + "r" * 512],
                                   ["javascript:alert(1)"], ["https://user@a.example/r"]])
def test_what_can_be_registered(provider, shared_listener, wrong):
    with pytest.raises(RuntimeError, match="request_uris"):
        AssertingParty(provider, shared_listener, {"request_uris": wrong})
