"""xmlsec1 (MIT): signatures of XML files."""
import subprocess
import xml.etree.ElementTree

from .finding import Cryptography, Finding

PATIENCE = 10
# Nothing is fetched: the way to anywhere else ends here.
NOWHERE = {"LC_ALL": "C", "PATH": "/usr/bin", "http_proxy": "http://127.0.0.1:9", "ftp_proxy": "http://127.0.0.1:9"}
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"


def by_order(path, content=None):
    """Each signature of the file in the order of the text, without judging certificates."""
    names, count = _identified_and_signatures(path)
    return {str(place): _finding(path, place, content, names) for place in range(1, count + 1)}


def _identified_and_signatures(path):
    """It takes an attribute for an identifier only when it is told of which elements: all that have one are named to it."""
    try:
        elements = list(xml.etree.ElementTree.fromstring(path.read_bytes()).iter())
    except (xml.etree.ElementTree.ParseError, ValueError, LookupError):
        return [], 1
    names = {element.tag.rpartition("}")[2] for element in elements if "Id" in element.attrib}
    return sorted(names), sum(element.tag == SIGNATURE for element in elements)


def _finding(path, place, content, names):
    identifiers = [part for name in names for part in ("--id-attr:Id", name)]
    references = "empty,same-doc,local,remote" if content else "empty,same-doc"
    command = ["xmlsec1", "--verify", "--insecure", *identifiers, "--enabled-reference-uris", references,
               "--node-xpath", f"(//*[local-name()='Signature' and namespace-uri()='{SIGNATURE[1:-10]}'])[{place}]", path]
    try:
        run = subprocess.run(command, cwd=content.parent if content else path.parent, capture_output=True, text=True, errors="replace",
                             timeout=PATIENCE, env=NOWHERE)
    except subprocess.TimeoutExpired:
        return Finding(Cryptography.NONE)
    words = run.stderr.splitlines()
    return Finding(Cryptography.VALID if "OK" in words else Cryptography.INVALID if "FAIL" in words else Cryptography.NONE)
