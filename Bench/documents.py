"""Times the judgement of the published files, of one with 25 signatures, of a large one and of bombs, beside the verifiers of others."""
import csv
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import signer
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from verifiers import collection, openssl, pdfsig, pyhanko, xmlsec

CORE = "1" if (os.cpu_count() or 1) > 1 else "0"
MANY = "pades/dss/lt-short.pdf"
ROUNDS = 5


def judged(rounds, files) -> dict:
    """Milliseconds of each file in one process: the median of its rounds."""
    run = subprocess.run(["taskset", "-c", CORE, os.environ["DOCUMENT_BENCH"], str(rounds), *files], cwd=collection.FOLDER,
                         capture_output=True, text=True, check=True)
    return {path: float(median) for median, _, _, path in (line.split("\t") for line in run.stdout.splitlines())}


def timed(verify, files) -> list:
    times = []
    for file in files:
        start = time.perf_counter()
        verify(collection.FOLDER / file)
        times.append((time.perf_counter() - start) * 1000)
    return times


def line(name, times, target=""):
    times = sorted(times)
    print(f"{name:44} {len(times):4} files  p50 {statistics.median(times):7.2f} ms  p99 {times[int(len(times) * 0.99)]:8.1f} ms  {target}", flush=True)


def peak(path) -> tuple:
    """Milliseconds and MB of `idp verify` with the process that judges, whichever is larger, start included."""
    code = ("import resource, subprocess, sys, time; start = time.perf_counter(); subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True);"
            "print((time.perf_counter() - start) * 1000, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000)")
    run = subprocess.run([sys.executable, "-c", code, os.environ["IDP_BINARY"], "verify", "--json", path], capture_output=True, text=True, check=True)
    return tuple(map(float, run.stdout.split()))


def large(folder, octets=51_000_000) -> Path:
    """A signed PDF with one picture that does not shrink."""
    def name(text):
        return generic.pdf_name("/" + text)

    writer = PdfFileWriter()
    picture = writer.add_object(generic.StreamObject(stream_data=os.urandom(octets), dict_data={
        name("Type"): name("XObject"), name("Subtype"): name("Image"), name("Width"): generic.NumberObject(1000),
        name("Height"): generic.NumberObject(octets // 3000), name("BitsPerComponent"): generic.NumberObject(8), name("ColorSpace"): name("DeviceRGB")}))
    content = writer.add_object(generic.StreamObject(stream_data=b"q 500 0 0 700 40 40 cm /I Do Q"))
    resources = generic.DictionaryObject({name("XObject"): generic.DictionaryObject({name("I"): picture})})
    writer.insert_page(PageObject(contents=content, media_box=(0, 0, 595, 842), resources=resources))
    output = io.BytesIO()
    writer.write(output)
    path = folder / "large.pdf"
    path.write_bytes(signer.Authority(folder / "authority").signed(output.getvalue(), "Demonstration signer", "001099012345"))
    return path


def main():
    if not collection.is_there():
        sys.exit("the collection is not beside the project")
    with (collection.FOLDER / "MANIFEST.csv").open(newline="") as manifest:
        rows = [row for row in csv.DictReader(manifest) if int(row["bytes"]) <= 1 << 20]
    times = judged(ROUNDS, [row["path"] for row in rows])
    line("judged in process, no file above 1 MB", times.values(), "target p50 < 5 ms, p99 < 100 ms")
    others = [("pyHanko in process", pyhanko.by_field, ("pades",)), ("pdfsig with its start", pdfsig.by_field, ("pades",)),
              ("xmlsec1 with its start", xmlsec.by_order, ("xades", "xmldsig")), ("openssl cms with its start", openssl.together, ("cades",))]
    for name, verify, formats in others:
        files = [row["path"] for row in rows if row["format"] in formats]
        line(f"the same files: ours, {'/'.join(formats)}", [times[file] for file in files])
        line(f"  {name}", timed(verify, files))
    print(f"{MANY}: ours {judged(15, [MANY])[MANY]:.1f} ms (target < 50), pyHanko {timed(pyhanko.by_field, [MANY])[0]:.0f} ms, "
          f"pdfsig {timed(pdfsig.by_field, [MANY])[0]:.0f} ms without looking for changes", flush=True)
    with tempfile.TemporaryDirectory(prefix="idp-bench-") as folder:
        path = large(Path(folder))
        duration, memory = peak(path)
        print(f"PDF of {path.stat().st_size / 1e6:.0f} MB: {duration:.0f} ms with start, peak {memory:.0f} MB (target < 256 MB)")
    bombs = [row["path"] for row in rows if row["format"] == "xml-bombs"]
    slowest = max(judged(ROUNDS, bombs).values())
    memory = max(peak(collection.FOLDER / bomb)[1] for bomb in bombs)
    print(f"bombs: slowest {slowest:.1f} ms (target < 100), peak {memory:.0f} MB (target < 64 MB)")


if __name__ == "__main__":
    main()
