"""fapi2-security-profile-final-test-plan: plain FAPI with OpenID Connect, unsigned requests, in all four combinations."""
import pytest

from blackbox.fapi_modules import SecurityProfileModules
from blackbox.fapi_plan import combinations, fixtures

globals().update(fixtures(signed=False))
pytestmark = pytest.mark.timeout(300)


def pytest_generate_tests(metafunc):
    combinations(metafunc, signed=False)


class TestSecurityProfilePlan(SecurityProfileModules):
    pass
