"""One provider; relying parties that others wrote come to it."""
import pytest

from blackbox import people
from blackbox.browser import Browser
from blackbox.provider import Provider


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
