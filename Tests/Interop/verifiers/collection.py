"""The published test files of others, where they are: `../shared/corpus` beside the project, or at `IDP_CORPUS`."""
import csv
import os
from pathlib import Path

from blackbox.executable import ROOT

from . import ours

FOLDER = Path(os.environ.get("IDP_CORPUS") or ROOT.parent / "shared" / "corpus")


def is_there() -> bool:
    return (FOLDER / "MANIFEST.csv").is_file()


def contents(*formats) -> dict:
    """The files of these formats, each with the file that it signs apart from itself, if there is one."""
    with (FOLDER / "MANIFEST.csv").open(newline="") as manifest:
        rows = [row for row in csv.DictReader(manifest) if row["format"] in formats]
    return {row["path"]: row["detached"] if ";" not in row["detached"] else "" for row in rows}


def reports(files) -> dict:
    """What the executable under test says of them."""
    found = ours.reports([file for file, content in files.items() if not content], folder=FOLDER)
    for file, content in files.items():
        if content:
            found |= ours.reports([file], "--content", content, folder=FOLDER)
    return found
