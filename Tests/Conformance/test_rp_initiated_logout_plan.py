"""oidcc-rp-initiated-logout-certification-test-plan."""
import secrets

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from blackbox import tokens
from blackbox.basic_modules import INTERFACE_NEEDED
from blackbox.relying_party import RelyingParty


@pytest.fixture(scope="module")
def portal(provider, shared_listener):
    listener = shared_listener
    uris = {"post_logout_redirect_uris": [listener.origin + RelyingParty.signed_out]}
    return RelyingParty(provider, listener, {"client_name": "Certification logout"} | uris)


class Logout:
    """A sign-in, then a visit to the end session endpoint."""

    def __init__(self, portal, browser):
        self.portal, self.browser = portal, browser
        self.signed_in = portal.sign_in(browser, state=secrets.token_urlsafe(96))
        self.state = secrets.token_urlsafe(96)
        portal.listener.forget()

    def leave(self, decision="allow", **parameters):
        """Visits the endpoint with the usual parameters, each of which may be replaced or, with `None`, left out."""
        usual = {
            "id_token_hint": self.signed_in.id_token,
            "post_logout_redirect_uri": self.portal.post_logout_redirect_uri,
            "state": self.state,
        }
        self.browser.seen.clear()
        return self.browser.open(self.portal.end_session_url(**(usual | parameters)), decision)

    def returned(self):
        """The delivery at the post-logout redirect URI, if any."""
        return self.portal.listener.take(self.portal.signed_out)

    def assert_ended(self):
        """The browser is signed out: asking without a page gets an error that needs one."""
        assert self.portal.authorize(self.browser, prompt="none").error in INTERFACE_NEEDED

    def assert_alive(self):
        again = self.portal.sign_in(self.browser, prompt="none")
        assert again.claims["sid"] == self.signed_in.claims["sid"]


@pytest.fixture
def logout(portal, browser):
    return Logout(portal, browser)


def test_oidcc_rp_initiated_logout_discovery_endpoint_verification(provider):
    assert provider.metadata["end_session_endpoint"].startswith(provider.issuer)


def test_oidcc_rp_initiated_logout(logout):
    logout.leave()
    assert logout.browser.seen == [], "a valid hint of this session asks nothing"
    delivery = logout.returned()
    assert delivery.method == "GET" and delivery.query == [("state", logout.state)]
    logout.assert_ended()


def test_oidcc_rp_initiated_logout_bad_post_logout_redirect_uri(logout):
    page = logout.leave(post_logout_redirect_uri=f"{logout.portal.post_logout_redirect_uri}/invalid")
    assert logout.portal.listener.deliveries == []
    assert page.url.startswith(logout.portal.provider.issuer) and page.text


def test_oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri(logout):
    logout.leave(post_logout_redirect_uri=f"{logout.portal.post_logout_redirect_uri}?foo=bar")
    assert logout.portal.listener.deliveries == []


def changed(token):
    """The same token without its signature's meaning: `alg: none`."""
    return tokens.unsigned(tokens.claims(token))


def resigned(token):
    """The same claims signed by a stranger, under the published key's id."""
    key = ECKey.generate_key("P-256", {"kid": tokens.header(token)["kid"]})
    return jwt.encode({"alg": "ES256", "kid": tokens.header(token)["kid"]}, tokens.claims(token), key, algorithms=["ES256"])


def refuses(logout, hint):
    """No silent sign-out and no redirect with a hint that proves nothing (THREATS §4)."""
    page = logout.leave(decision=None, id_token_hint=hint)
    assert logout.portal.listener.deliveries == []
    assert page.text
    logout.assert_alive()
    logout.leave(decision="allow", id_token_hint=hint)
    assert logout.portal.listener.at(logout.portal.signed_out) == []


def test_oidcc_rp_initiated_logout_modified_id_token_hint(logout):
    refuses(logout, changed(logout.signed_in.id_token))


def test_oidcc_rp_initiated_logout_bad_id_token_hint(logout):
    refuses(logout, resigned(logout.signed_in.id_token))


def test_oidcc_rp_initiated_logout_no_id_token_hint(logout):
    page = logout.leave(decision=None, id_token_hint=None)
    assert page.form_with("decision") is not None, "the person is asked"
    assert logout.portal.listener.deliveries == []
    logout.assert_alive()


def test_oidcc_rp_initiated_logout_no_params(logout):
    page = logout.leave(id_token_hint=None, post_logout_redirect_uri=None, state=None)
    assert logout.browser.seen == ["decision"]
    assert page.status == 200 and page.url.startswith(logout.portal.provider.issuer)
    assert logout.portal.listener.deliveries == []
    logout.assert_ended()


def test_oidcc_rp_initiated_logout_no_post_logout_redirect_uri(logout):
    page = logout.leave(post_logout_redirect_uri=None)
    assert page.status == 200 and page.url.startswith(logout.portal.provider.issuer)
    assert logout.portal.listener.deliveries == []
    logout.assert_ended()


def test_oidcc_rp_initiated_logout_no_state(logout):
    logout.leave(state=None)
    assert logout.returned().query == []
    logout.assert_ended()


def test_oidcc_rp_initiated_logout_only_state(logout):
    page = logout.leave(id_token_hint=None, post_logout_redirect_uri=None)
    assert logout.browser.seen == ["decision"]
    assert page.status == 200
    assert logout.portal.listener.deliveries == []
    logout.assert_ended()


# Beyond the plan: what CONTRACT §4 and THREATS §5 add


def test_the_request_may_be_posted(logout):
    pairs = [("id_token_hint", logout.signed_in.id_token), ("post_logout_redirect_uri", logout.portal.post_logout_redirect_uri),
             ("state", logout.state)]
    logout.browser.post(logout.portal.provider.endpoint("end_session_endpoint"), pairs)
    assert logout.returned().query == [("state", logout.state)]
    logout.assert_ended()


def test_a_denied_confirmation_changes_nothing(logout):
    logout.leave(decision="deny", id_token_hint=None, post_logout_redirect_uri=None, state=None)
    assert logout.browser.seen == ["decision"]
    logout.assert_alive()


def test_cookies_kept_from_before_are_dead(logout, person):
    kept = logout.browser.cookies()
    logout.leave()
    thief = type(logout.browser)(person)
    for name, value in kept:
        thief.session.cookies.set(name, value, domain="localhost.local", path="/")
    assert logout.portal.authorize(thief, prompt="none").error in INTERFACE_NEEDED


def test_access_and_refresh_tokens_end_with_the_session(logout):
    signed_in = logout.portal.sign_in(logout.browser)
    logout.leave()
    assert not logout.portal.active(signed_in.access_token)
    assert not logout.portal.active(signed_in.refresh_token)
    assert logout.portal.refresh(signed_in.refresh_token).json()["error"] == "invalid_grant"


def test_an_offline_refresh_token_outlives_the_session(portal, browser):
    signed_in = portal.sign_in(browser, scope="openid offline_access", prompt="consent")
    browser.open(portal.end_session_url(id_token_hint=signed_in.id_token))
    assert portal.refresh(signed_in.refresh_token).status_code == 200


def test_another_clients_redirect_uri_is_not_used(logout, provider, listener):
    other = RelyingParty(provider, listener)
    logout.leave(post_logout_redirect_uri=other.post_logout_redirect_uri)
    assert listener.deliveries == []


def test_the_hint_must_belong_to_the_named_client(logout, client2):
    logout.leave(decision=None, client_id=client2.client_id)
    assert logout.portal.listener.deliveries == []
    logout.assert_alive()
