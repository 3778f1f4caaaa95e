"""What a verifier says of one signature, in words that every verifier here has."""
from dataclasses import dataclass


class Cryptography:
    """Digests and signature alone. `NONE`: the verifier does not say, whatever its reason."""

    VALID, INVALID, NONE = "valid", "invalid", "none"

    @classmethod
    def of_all(cls, words):
        """One word for several signatures: the worst, and none where there is no signature."""
        found = set(words)
        return next((word for word in (cls.INVALID, cls.NONE, cls.VALID) if word in found), cls.NONE)


@dataclass(frozen=True)
class Finding:
    cryptography: str
    """`unchanged`, `extended`, `changed` or `partial`, from verifiers that look at what was done after signing."""
    document: str | None = None


UNSAID = Finding(Cryptography.NONE)


@dataclass(frozen=True)
class FieldFinding:
    """What is said of the signature in one field of a PDF, and how many octets its ByteRange names."""

    field: str
    octets: int
    finding: Finding


def aligned(found, ours):
    """Findings on a PDF under the names that ours have."""
    sizes = {one: f"{one.octets} bytes" for one in found}
    return {sizes[one] if sizes[one] in ours else one.field: one.finding for one in found}


@dataclass(frozen=True, order=True)
class Difference:
    """One row of `differences.csv`, without its ruling."""

    verifier: str
    file: str
    signature: str
    statement: str
    ours: str
    theirs: str


def differences(verifier, file, ours, theirs):
    """Where two answers on one file are not the same. The state of the document is compared where both find the mathematics sound."""
    for signature in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(signature, UNSAID), theirs.get(signature, UNSAID)
        if mine.cryptography != other.cryptography:
            yield Difference(verifier, file, signature, "cryptography", mine.cryptography, other.cryptography)
        elif mine.cryptography == Cryptography.VALID and mine.document and other.document and mine.document != other.document:
            yield Difference(verifier, file, signature, "document", mine.document, other.document)
