"""fapi2-message-signing-final-test-plan: the same with signed requests (JAR) and signed responses (JARM), in all four combinations."""
import pytest

from blackbox.fapi_modules import MessageSigningModules
from blackbox.fapi_plan import combinations, fixtures

globals().update(fixtures(signed=True))
pytestmark = pytest.mark.timeout(300)


def pytest_generate_tests(metafunc):
    combinations(metafunc, signed=True)


class TestMessageSigningPlan(MessageSigningModules):
    pass
