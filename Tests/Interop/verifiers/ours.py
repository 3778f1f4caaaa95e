"""The executable under test."""
import json
import subprocess

from blackbox.executable import executable

from .finding import Cryptography, Finding

FILES_AT_ONCE = 64


def reports(files, *options, folder):
    """The detailed report on each file, by its path relative to `folder`."""
    found = {}
    for start in range(0, len(files), FILES_AT_ONCE):
        some = files[start:start + FILES_AT_ONCE]
        run = subprocess.run([executable(), "verify", "--json", "--report", "detailed", *options, *some],
                             cwd=folder, capture_output=True, text=True, timeout=120)
        assert run.returncode == 0, run.stderr
        answers = [json.loads(line) for line in run.stdout.splitlines()]
        assert [answer["file"] for answer in answers] == list(some)
        found |= dict(zip(some, answers))
    return found


def signature(report):
    word = report["cryptography"]
    return Finding(Cryptography.NONE if word == "unsupported" else word, report["document"])


def timestamp(report):
    return Finding(Cryptography.INVALID if report["indication"] == "TOTAL-FAILED" else Cryptography.VALID)


def by_field(report):
    """Signatures of a PDF by the names of their fields; document timestamps, which the report gives no names, by how much they cover."""
    return {octets(one): timestamp(one) for one in report["timestamps"]} | {one["id"]: signature(one) for one in report["signatures"]}


def octets(report):
    return next((part for part in report["scope"] if part.endswith(" bytes")), "no bytes")


def by_order(report):
    return {str(place): signature(one) for place, one in enumerate(report["signatures"], 1)}


def together(report):
    return {"all": Finding(Cryptography.of_all(signature(one).cryptography for one in report["signatures"]))}
