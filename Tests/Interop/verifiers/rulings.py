"""Every known difference between our answers and those of others, from `differences.csv`: each has a ruling, which docs/other-verifiers.md explains.

The test prints the lines of a new difference; a person gives it a ruling, or mends the fault.
"""
import csv
import re
from collections import Counter
from pathlib import Path

from blackbox.executable import ROOT

from .finding import Difference

TABLE = Path(__file__).with_name("differences.csv")
PAGE = ROOT / "docs" / "other-verifiers.md"


def known() -> dict:
    """The ruling on each difference."""
    with TABLE.open(newline="") as table:
        rows = list(csv.DictReader(table))
    found = {Difference(**{name: row[name] for name in Difference.__annotations__}): row["ruling"] for row in rows}
    assert len(found) == len(rows), "a difference stands twice in the table"
    return found


def counted() -> dict:
    """How many signatures each ruling is on, by the verifier's name and the ruling's."""
    return dict(Counter((difference.verifier, ruling) for difference, ruling in known().items()))


def told() -> dict:
    """The same as the page says it."""
    rows = re.findall(r"^\| `([a-z-]+)` \| (\w+) \| (\d+) \|", PAGE.read_text(), re.MULTILINE)
    assert len({row[:2] for row in rows}) == len(rows), "a ruling stands twice on the page"
    return {(verifier, ruling): int(count) for ruling, verifier, count in rows}


def totals_told() -> dict:
    """Files and signatures compared, by verifier, as the page says it: files, agreeing, unsaid by both, differing."""
    rows = re.findall(r"^\| (\w+) [\d.]+[^|]*\| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", PAGE.read_text(), re.MULTILINE)
    return {row[0]: tuple(map(int, row[1:])) for row in rows}
