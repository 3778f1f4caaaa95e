"""`openssl cms` (Apache License 2.0): signed data of CMS."""
import re
import subprocess

from .finding import Cryptography, Finding


def together(path, content=None, authority=None):
    """One word for all signers. Without an authority certificates are not judged."""
    # A file may also be text.
    form = "PEM" if path.read_bytes().startswith(b"-----") else "DER"
    command = ["openssl", "cms", "-verify", "-binary", "-inform", form, "-in", path, "-out", "/dev/null"]
    command += ["-content", content] if content else []
    command += ["-CAfile", authority, "-purpose", "any"] if authority else ["-noverify"]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=60)
    return {"all": Finding(_word(run))}


def _word(run):
    if run.returncode == 0:
        return Cryptography.VALID
    found = re.search(r"verification failure|digest failure|messageDigest", run.stderr)
    return Cryptography.INVALID if found else Cryptography.NONE
