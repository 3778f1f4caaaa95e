"""The samples that docs/portals.md shows are the files in `portals/` that the tests run. Run this to copy them there again."""
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "portals.md"
BLOCK = re.compile(r"(<!-- (Tests/Interop/portals/\S+) -->\n```\w*\n)(.*?)(```\n)", re.DOTALL)
LIMIT = 60  # lines of a sample, whether it runs here or not


def copied(text) -> str:
    """The page with every marked block as its file is now."""
    return BLOCK.sub(lambda block: block[1] + (ROOT / block[2]).read_text() + block[4], text)


def shown(text) -> set:
    return {Path(block[2]).name for block in BLOCK.finditer(text)}


if __name__ == "__main__":
    PAGE.write_text(copied(PAGE.read_text()))
