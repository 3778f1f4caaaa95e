"""oidcc-basic-certification-test-plan: code flow, answers in the query, static clients."""
from blackbox.basic_modules import BasicModules


class TestBasicPlan(BasicModules):
    mode = None
