"""Verifiers that others wrote, over the published files and beside ours: they agree, or the difference has a ruling that
docs/other-verifiers.md explains. A difference that is new fails the test, and so does one that is no more."""
import csv
import io

import pytest

from verifiers import collection, openssl, ours, pdfsig, pyhanko, rulings, xmlsec
from verifiers.finding import Cryptography, aligned, differences

pytestmark = pytest.mark.skipif(not collection.is_there(), reason="the collection is not beside the project")


@pytest.fixture(scope="module")
def pdf():
    files = collection.contents("pades")
    return {file: ours.by_field(report) for file, report in collection.reports(files).items()}


def test_pdfsig(pdf):
    compare("pdfsig", pdf, {file: aligned(pdfsig.by_field(collection.FOLDER / file), answer) for file, answer in pdf.items()})


def test_pyhanko(pdf):
    compare("pyhanko", pdf, {file: aligned(pyhanko.by_field(collection.FOLDER / file), answer) for file, answer in pdf.items()})


def test_xmlsec():
    files = collection.contents("xades", "xmldsig", "xml-bombs")
    answers = {file: ours.by_order(report) for file, report in collection.reports(files).items()}
    compare("xmlsec", answers, {file: xmlsec.by_order(collection.FOLDER / file, content and collection.FOLDER / content) for file, content in files.items()})


def test_openssl():
    files = collection.contents("cades")
    answers = {file: ours.together(report) for file, report in collection.reports(files).items()}
    compare("openssl", answers, {file: openssl.together(collection.FOLDER / file, content and collection.FOLDER / content) for file, content in files.items()})


def test_every_ruling_is_explained_with_its_count():
    assert rulings.told() == rulings.counted()


def compare(verifier, answers, others):
    assert answers, "nothing was compared"
    found = {one for file in answers for one in differences(verifier, file, answers[file], others[file])}
    known = {one for one in rulings.known() if one.verifier == verifier}
    assert not found - known, f"new differences from {verifier}; mend the fault, or give them a ruling:\n{lines(found - known)}"
    assert not known - found, f"differences from {verifier} that are no more:\n{lines(known - found)}"
    assert totals(answers, others, found) == rulings.totals_told()[verifier], "files, agreeing, unsaid by both, differing"


def totals(answers, others, found):
    pairs = [(answers[file].get(one), others[file].get(one)) for file in answers for one in answers[file].keys() | others[file].keys()]
    unsaid = sum(all(one is None or one.cryptography == Cryptography.NONE for one in pair) for pair in pairs)
    return len(answers), len(pairs) - unsaid - len(found), unsaid, len(found)


def lines(some):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [one.verifier, one.file, one.signature, one.statement, one.ours, one.theirs, "?"] for one in sorted(some))
    return text.getvalue()
