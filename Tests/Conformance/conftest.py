"""One provider for the whole run; a fresh browser, listener and client where a test asks for one."""
import pytest

from blackbox import people
from blackbox.browser import Browser
from blackbox.executable import ExecutableMissing, executable
from blackbox.listener import Listener
from blackbox.provider import Provider
from blackbox.relying_party import RelyingParty


def pytest_sessionstart():
    """One line, rather than an error for every test, when there is nothing to drive."""
    try:
        executable()
    except ExecutableMissing as missing:
        pytest.exit(str(missing), returncode=1)


@pytest.fixture(scope="session")
def provider(tmp_path_factory):
    running = Provider(tmp_path_factory.mktemp("provider")).start()
    yield running
    assert running.stop() == 0, f"a clean end: {running.last_log_lines()}"


@pytest.fixture(scope="session")
def person(provider):
    return people.citizen(provider)


@pytest.fixture
def browser(person):
    return Browser(person)


@pytest.fixture(scope="session")
def shared_listener():
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture
def listener():
    """A web server of its own for tests that count what reaches it."""
    own = Listener()
    yield own
    own.close()


@pytest.fixture(scope="session")
def client(provider, shared_listener):
    """The plans' first client."""
    return RelyingParty(provider, shared_listener)


@pytest.fixture(scope="session")
def client2(provider, shared_listener):
    """The plans' second client."""
    return RelyingParty(provider, shared_listener, {"client_name": "Certification 2"})


@pytest.fixture(scope="session")
def post_client(provider, shared_listener):
    """The plans' client that authenticates in the form."""
    return RelyingParty(provider, shared_listener, {"client_name": "Certification post", "token_endpoint_auth_method": "client_secret_post"})


@pytest.fixture(scope="session")
def pkce_client(provider, shared_listener):
    """A client registered as the house recommends: PKCE required."""
    return RelyingParty(provider, shared_listener, {"client_name": "Portal", "require_pkce": True})
