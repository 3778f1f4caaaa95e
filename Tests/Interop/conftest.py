"""One provider; relying parties that others wrote come to it."""
import pytest

from blackbox import people
from blackbox.browser import Browser
from blackbox.executable import ExecutableMissing, executable
from blackbox.listener import Listener
from blackbox.provider import Provider


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


@pytest.fixture
def listener():
    own = Listener()
    yield own
    own.close()
