"""pyHanko (MIT): signatures of PDF files, and a judgement of what was changed after them."""
import logging
import warnings

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from .finding import UNSAID, Cryptography, FieldFinding, Finding


def by_field(path):
    """Reads as leniently as it can, so that there is something to compare; of a file that it refuses altogether it says nothing."""
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        try:
            return [FieldFinding(one.field_name, _octets(one), _finding(one)) for one in PdfFileReader(file, strict=False).embedded_signatures]
        except Exception:  # noqa: BLE001 - whatever it says of a damaged file, it has no finding
            return []
        finally:
            logging.disable(logging.NOTSET)


def _octets(signature):
    return sum(int(number) for number in list(signature.byte_range)[1::2])


def _finding(signature):
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    try:
        if signature.sig_object.get("/SubFilter") == "/ETSI.RFC3161":
            status = validate_pdf_timestamp(signature, nobody)
        else:
            status = validate_pdf_signature(signature, nobody, ts_validation_context=nobody)
    except Exception:  # noqa: BLE001
        return UNSAID
    return Finding(Cryptography.VALID if status.intact and status.valid else Cryptography.INVALID, _document(status))


def _document(status):
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return "unchanged"
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return "partial"
    if status.docmdp_ok is False or status.modification_level == ModificationLevel.OTHER:
        return "changed"
    return "unchanged" if status.modification_level == ModificationLevel.NONE else "extended"
