"""What the FAPI 2.0 plans need: a provider over TLS that asks for client certificates, and two clients of each combination."""
import time
from dataclasses import replace

import pytest

from . import people
from .browser import Browser
from .certificates import Authority
from .fapi_client import VARIANTS, FAPIClient
from .fapi_modules import applicable
from .listener import Listener
from .provider import Provider

CODE_LIFETIME = 60


def combinations(metafunc, signed):
    """Runs each module in the combinations that it applies to."""
    if "variant" in metafunc.fixturenames:
        variants = applicable(metafunc.function, [replace(variant, signed=signed) for variant in VARIANTS])
        metafunc.parametrize("variant", variants, ids=[variant.name for variant in variants], scope="module")


def over_tls(folder, authority) -> Provider:
    """A provider that asks for client certificates, if this build can."""
    asking = Provider(folder / "asking", authority=authority, asks_for_certificates=True)
    return asking if asking.run("check").returncode == 0 else Provider(folder / "plain", authority=authority)


def served(provider, variant) -> bool:
    return not variant.has_certificate or provider.metadata.get("tls_client_certificate_bound_access_tokens", False)


class Clients:
    """The two clients of each combination, registered when first asked for."""

    def __init__(self, provider, listener, authority, kind=FAPIClient):
        self.provider, self.listener, self.authority, self.kind, self._made = provider, listener, authority, kind, {}

    def of(self, variant) -> list:
        assert served(self.provider, variant)
        if variant not in self._made:
            credentials = [self.authority.client(f"portal {variant.name}"), self.authority.own(f"own {variant.name}")]
            self._made[variant] = [
                self.kind(self.provider, self.listener, variant, credential, algorithm)
                for credential, algorithm in zip(credentials, ("ES256", "PS256"))]
        return self._made[variant]


class Aged:
    """A code and a pushed request of each client, made early and used late."""

    def __init__(self, clients, person, variants):
        self._made = {}
        for variant in filter(lambda variant: served(clients.provider, variant), variants):
            client = clients.of(variant)[0]
            asked = client.request()
            response = client.push(asked)
            lifetime = response.json()["expires_in"]
            self._made[client] = (client.authorize(Browser(person, client.provider.authority)), (asked, response.json()["request_uri"]), lifetime)
        self._since = time.monotonic()

    def _wait(self, seconds):
        time.sleep(max(0, self._since + seconds + 1 - time.monotonic()))

    def code(self, client):
        self._wait(CODE_LIFETIME)
        return self._made[client][0]

    def request(self, client):
        self._wait(self._made[client][2])
        return self._made[client][1]


def fixtures(signed):
    """The fixtures of a plan's file."""
    variants = [replace(variant, signed=signed) for variant in VARIANTS]

    @pytest.fixture(scope="module")
    def authority(tmp_path_factory):
        return Authority(tmp_path_factory.mktemp("authority"))

    @pytest.fixture(scope="module")
    def provider(tmp_path_factory, authority):
        running = over_tls(tmp_path_factory.mktemp("provider"), authority).start()
        yield running
        assert running.stop() == 0, f"a clean end: {running.last_log_lines()}"

    @pytest.fixture(scope="module")
    def person(provider):
        return people.citizen(provider)

    @pytest.fixture
    def browser(person, authority):
        return Browser(person, authority)

    @pytest.fixture(scope="module")
    def shared_listener(authority):
        listener = Listener(authority)
        yield listener
        listener.close()

    @pytest.fixture(scope="module")
    def clients(provider, shared_listener, authority):
        return Clients(provider, shared_listener, authority)

    @pytest.fixture(scope="module")
    def aged(clients, person):
        return Aged(clients, person, variants)

    @pytest.fixture
    def fapi(clients, variant, aged):
        """The plan's first client."""
        return clients.of(variant)[0]

    @pytest.fixture
    def fapi2(clients, variant):
        return clients.of(variant)[1]

    @pytest.fixture
    def stranger_to_consent(fapi, provider, shared_listener, authority, variant):
        """A client that asks, and somebody whom it never asked."""
        credential = authority.client(f"asking {variant.name}")
        client = FAPIClient(provider, shared_listener, variant, credential, registration={"consent": "explicit"})
        return client, Browser(people.citizen(provider), authority)

    return {name: value for name, value in locals().items() if name not in ("signed", "variants")}
