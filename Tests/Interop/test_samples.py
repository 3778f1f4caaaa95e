"""docs/portals.md shows exactly the files that run here, and no sample on it is long."""
import re

from samples import LIMIT, PAGE, ROOT, copied, shown


def test_the_page_shows_the_files_that_run():
    text = PAGE.read_text()
    assert copied(text) == text, "run Tests/Interop/samples.py"
    assert shown(text) == {file.name for file in (ROOT / "Tests/Interop/portals").iterdir() if file.is_file()}


def test_samples_are_short():
    for block in re.findall(r"```\w*\n(.*?)```\n", PAGE.read_text(), re.DOTALL):
        assert block.count("\n") < LIMIT, block.splitlines()[0]
