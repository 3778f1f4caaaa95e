"""docs/threats.md names tests that exist."""
import re

import pytest

from blackbox.executable import ROOT

PAGE = ROOT / "docs" / "threats.md"
NAMED = sorted(set(re.findall(r"`([\w/]+\.(?:py|swift)(?:::\w+)?)`", PAGE.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("name", NAMED)
def test_the_named_test_exists(name):
    path, _, test = name.partition("::")
    if path.endswith(".swift"):
        assert [file for file in (ROOT / "Tests").rglob(path.split("/")[-1]) if str(file).endswith(path)], "no such file"
        return
    text = (ROOT / "Tests" / "Conformance" / path.removeprefix("Tests/Conformance/")).read_text(encoding="utf-8")
    assert not test or re.search(rf"def {test}\(", text), "no such test"


def test_every_line_names_a_test():
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| **")]
    assert len(lines) > 30
    for line in lines:
        assert re.search(r"\.(py|swift)", line), line
