"""Files that were made to do harm, handed to `idp verify` and so to the worker that takes them apart: refused with a reason, soon and in little
memory."""
import csv
import json
import os
import subprocess
import sys
import time
import zlib

import pytest

from blackbox.executable import ROOT, executable

CORPUS = ROOT.parent / "shared" / "corpus"
MEGABYTE = 1 << 20


def pdf(body, startxref=9):
    return b"%PDF-1.7\n" + body + b"\nstartxref\n%d\n%%%%EOF\n" % startxref


def bomb(count):
    """A cross-reference stream that inflates to a megabyte for every kilobyte."""
    data = zlib.compress(bytes(count), 9)
    head = b"1 0 obj\n<< /Type /XRef /Size 3 /W [1 4 1] /Root 2 0 R /Filter /FlateDecode /Length %d >>\nstream\n" % len(data)
    return pdf(head + data + b"\nendstream\nendobj")


HOSTILE = {
    "entities.xml": b'<!DOCTYPE a [<!ENTITY a "1234567890"><!ENTITY b "' + b"&a;" * 1000 + b'">]><x>' + b"&b;" * 1000 + b"</x>",
    "external.xml": b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "deep.xml": b"<a>" * 1_000_000,
    "wide.xml": b"<a " + b"".join(b'a%d="" ' % n for n in range(200_000)) + b"/>",
    "names.xml": b"<a>" + b"".join(b"<a%d/>" % n for n in range(300_000)) + b"</a>",
    "namespaces.xml": b"<a>" + b"".join(b'<a xmlns:n%d="u">' % n for n in range(60)) * 3,
    "text.xml": b"<a>" + b"x" * 40 * MEGABYTE,
    "utf16.xml": '<!DOCTYPE a [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16"),
    "bomb.pdf": bomb(64 * MEGABYTE),
    "deep.pdf": pdf(b"xref\n0 1\n0000000000 65535 f \ntrailer\n" + b"<</A" * 500_000),
    "table.pdf": pdf(b"xref\n0 2000000000\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R >>"),
    "loop.pdf": pdf(b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R /Prev 9 >>"),
    "numbers.pdf": pdf(b"xref\n" + b"9" * 3 * MEGABYTE),
    "strings.pdf": pdf(b"xref\n" + b"(" * 10 * MEGABYTE),
    "deep.json": b'{"signatures":' + b"[" * 5_000_000,
    "many.json": b'{"payload":"AA","signatures":[' + b",".join([b'{"protected":"e30","signature":"AA"}'] * 100_000) + b"]}",
    "deep.p7m": b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + b"\xa0\x80\x30\x80" * 500_000,
    "parts.p7m": b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80"
    + b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80\x24\x80" + b"\x04\x01a" * 1_000_000,
    "long.p7m": b"\x30\x88\x7f\xff\xff\xff\xff\xff\xff\xff\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
    "entries.zip": b"PK\x03\x04" + bytes(18) + b"PK\x05\x06" + bytes(4) + b"\xff\xfe" * 2 + bytes(8) + bytes(2),
    "ends.zip": b"PK\x03\x04" + b"PK\x05\x06" * 15_000,
    "cut.zip": b"PK\x03\x04" + os.urandom(5 * MEGABYTE),
}


# A process of its own that starts the command: what is told of a child's memory begins with that of its parent.
LAUNCHER = """
import json, resource, subprocess, sys
run = subprocess.run(sys.argv[1:], capture_output=True, text=True)
print(json.dumps([run.returncode, run.stdout, run.stderr, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024]))
"""


def verified(path):
    """The answer, and the bytes of memory that the larger of both processes took."""
    command = [sys.executable, "-c", LAUNCHER, executable(), "verify", "--json", path]
    code, output, errors, memory = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert code == 0, errors
    return json.loads(output), memory


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_was_made_to_do_harm_is_refused(name, tmp_path):
    file = tmp_path / name
    file.write_bytes(HOSTILE[name])
    started = time.monotonic()
    answer, memory = verified(file)
    assert (answer["indication"], answer["signatures"]) == ("REFUSED", [])
    # By the parser itself, not by the end of a process that had to be ended.
    assert answer["reason"].startswith(("The file is malformed", "The file exceeds", "The file is not supported")), answer["reason"]
    assert time.monotonic() - started < 5
    # 64 MB with the executable itself, and the file: as it was read, and as it was handed on.
    assert memory < 64 * MEGABYTE + 4 * len(HOSTILE[name])


def published():
    """Rows whose files must be refused, where the published files are."""
    manifest = CORPUS / "MANIFEST.csv"
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8") as rows:
        return [row["path"] for row in csv.DictReader(rows) if row["expected_class"] == "reject"]


@pytest.mark.skipif(not published(), reason="the corpus is not there")
@pytest.mark.parametrize("path", published())
def test_what_others_refuse_is_refused(path):
    answer, _ = verified(CORPUS / path)
    assert answer["indication"] == "REFUSED" and answer["reason"]
