"""pdfsig (poppler): signatures of PDF files. It does not look at what was changed after them."""
import re
import subprocess

from .finding import Cryptography, FieldFinding, Finding

WORDS = {"Signature is Valid.": Cryptography.VALID, "Signature is Invalid.": Cryptography.INVALID, "Digest Mismatch.": Cryptography.INVALID}


def by_field(path):
    run = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, errors="replace", timeout=60,
                         env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin"})
    return [found for block in run.stdout.split("Signature #")[1:] for found in _signatures(block)]


def _signatures(block):
    """None in a field that is not signed."""
    field = re.search(r"- Signature Field Name: (.*)", block)
    word = re.search(r"- Signature Validation: (.*)", block)
    ranges = re.search(r"- Signed Ranges: (.*)", block)
    if not word:
        return []
    pairs = re.findall(r"\[(\d+) - (\d+)\]", ranges[1]) if ranges else []
    octets = sum(int(end) - int(start) for start, end in pairs)
    return [FieldFinding(field[1] if field else "", octets, Finding(WORDS.get(word[1], Cryptography.NONE)))]
