"""oidcc-formpost-basic-certification-test-plan: the same modules, answers posted by a form."""
from blackbox.basic_modules import BasicModules


class TestFormPostBasicPlan(BasicModules):
    mode = "form_post"
