"""Finds the executable under test."""
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class ExecutableMissing(RuntimeError):
    """There is nothing to test."""


def executable() -> Path:
    """`$IDP_BINARY`, else the newest `idp` that `swift build` left in this repository."""
    named = os.environ.get("IDP_BINARY")
    candidates = [Path(named)] if named else [ROOT / ".build" / mode / "idp" for mode in ("debug", "release")]
    present = [path for path in candidates if os.access(path, os.X_OK)]
    if not present:
        raise ExecutableMissing(f"no executable at {', '.join(map(str, candidates))}: run `swift build`, or set IDP_BINARY")
    return max(present, key=lambda path: path.stat().st_mtime).resolve()
