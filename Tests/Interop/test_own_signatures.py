"""Files that are signed here, with tools that others wrote. There is an authority, so that trust can be compared too, and nobody may differ."""
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

import signer as pdf
from verifiers import openssl, ours, pdfsig, pyhanko, xmlsec
from verifiers.finding import Cryptography, aligned

TEMPLATE = """<order xmlns="urn:order" Id="all"><amount>5</amount><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>
<CanonicalizationMethod Algorithm="{canonical}"/><SignatureMethod Algorithm="{method}"/><Reference URI="{uri}"><Transforms>
<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><Transform Algorithm="{canonical}"/></Transforms>
<DigestMethod Algorithm="{digest}"/><DigestValue/></Reference></SignedInfo><SignatureValue/><KeyInfo><X509Data/></KeyInfo></Signature></order>
"""
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
DIGESTS = {"sha256": "http://www.w3.org/2001/04/xmlenc#sha256", "sha384": MORE + "sha384", "sha512": "http://www.w3.org/2001/04/xmlenc#sha512"}
CANONICAL = ["http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11", "http://www.w3.org/2001/10/xml-exc-c14n#"]


class Signer:
    """A key with a certificate of the authority, in files for tools."""

    def __init__(self, authority, folder, key):
        folder.mkdir()
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Demonstration signer")])
        self.certificate, self.key = folder / "signer.pem", folder / "signer.key"
        self.certificate.write_bytes(
            authority.issue(name, key.public_key(), is_authority=False).public_bytes(serialization.Encoding.PEM))
        self.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return pdf.Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def anchors(authority, tmp_path_factory):
    folder = tmp_path_factory.mktemp("anchors")
    authority.trust(folder)
    return folder / "public"


@pytest.fixture(scope="module")
def keys(authority, tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return {
        "RSA": Signer(authority, folder / "rsa", rsa.generate_private_key(65537, 2048)),
        "ECDSA": Signer(authority, folder / "ecdsa", ec.generate_private_key(ec.SECP256R1())),
    }


def judged(path, anchors, *options):
    return ours.reports([path.name], "--anchors", str(anchors), *options, folder=path.parent)[path.name]


def damaged(data, inside):
    """With one bit flipped in the middle of what is named."""
    place = data.index(inside) + len(inside) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]


@pytest.fixture(scope="module")
def files(authority, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pdf")
    signed = authority.signed(pdf.page("An order of five"), "Demonstration signer", "001099012345")
    made = {"signed.pdf": signed, "damaged.pdf": damaged(signed, b"/MediaBox"), "overwritten.pdf": authority.overwritten(signed, "An order of nine")}
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("name, cryptography, document, indication", [
    ("signed.pdf", Cryptography.VALID, "unchanged", "TOTAL-PASSED"), ("damaged.pdf", Cryptography.INVALID, None, "TOTAL-FAILED"),
    ("overwritten.pdf", Cryptography.VALID, "changed", "INDETERMINATE")])
def test_what_is_signed_with_pyhanko(files, anchors, name, cryptography, document, indication):
    report = judged(files / name, anchors)
    answer = ours.by_field(report)
    others = {verifier: aligned(verifier.by_field(files / name), answer) for verifier in (pdfsig, pyhanko)}
    for findings in (answer, *others.values()):
        assert {field: finding.cryptography for field, finding in findings.items()} == {"Signature1": cryptography}
    if document:
        assert answer["Signature1"].document == others[pyhanko]["Signature1"].document == document
    assert report["indication"] == indication


@pytest.mark.parametrize("canonical", CANONICAL)
@pytest.mark.parametrize("key, digest", [("RSA", "sha256"), ("RSA", "sha512"), ("ECDSA", "sha256"), ("ECDSA", "sha384")])
@pytest.mark.parametrize("uri", ["", "#all"])
def test_what_is_signed_with_xmlsec(keys, anchors, tmp_path, canonical, key, digest, uri):
    template, signed, broken = (tmp_path / name for name in ("template.xml", "signed.xml", "broken.xml"))
    template.write_text(TEMPLATE.format(canonical=canonical, method=f"{MORE}{key.lower()}-{digest}", digest=DIGESTS[digest], uri=uri))
    subprocess.run(["xmlsec1", "--sign", "--id-attr:Id", "order", "--privkey-pem", f"{keys[key].key},{keys[key].certificate}",
                    "--output", signed, template], check=True, capture_output=True)
    broken.write_bytes(damaged(signed.read_bytes(), b">5<"))
    for path, word in ((signed, Cryptography.VALID), (broken, Cryptography.INVALID)):
        report = judged(path, anchors)
        assert xmlsec.by_order(path)["1"].cryptography == ours.by_order(report)["1"].cryptography == word
        assert report["indication"] == ("TOTAL-PASSED" if word == Cryptography.VALID else "TOTAL-FAILED")


@pytest.mark.parametrize("attached", [True, False])
@pytest.mark.parametrize("key, options", [
    ("RSA", ["-md", "sha256"]), ("RSA", ["-md", "sha512", "-keyopt", "rsa_padding_mode:pss"]), ("ECDSA", ["-md", "sha256"]),
    ("ECDSA", ["-md", "sha384", "-cades"]), ("RSA", ["-md", "sha256", "-noattr"])])
def test_what_is_signed_with_openssl(authority, keys, anchors, tmp_path, attached, key, options):
    content, other, signed, root = (tmp_path / name for name in ("order.txt", "other.txt", "order.p7m", "root.pem"))
    content.write_bytes(b"An order of five.\n" * 40)
    root.write_bytes(authority.certificate.public_bytes(serialization.Encoding.PEM))
    subprocess.run(["openssl", "cms", "-sign", "-binary", "-outform", "DER", "-in", content, "-out", signed, "-signer", keys[key].certificate,
                    "-inkey", keys[key].key, *options, *(["-nodetach"] if attached else [])], check=True, capture_output=True)
    if attached:
        other.write_bytes(damaged(signed.read_bytes(), b"An order"))
        pairs = [(signed, None, Cryptography.VALID), (other, None, Cryptography.INVALID)]
    else:
        other.write_bytes(damaged(content.read_bytes(), b"An order"))
        pairs = [(signed, content, Cryptography.VALID), (signed, other, Cryptography.INVALID)]
    for path, detached, word in pairs:
        report = judged(path, anchors, *(["--content", str(detached)] if detached else []))
        assert openssl.together(path, detached, root)["all"].cryptography == ours.together(report)["all"].cryptography == word
        assert report["indication"] == ("TOTAL-PASSED" if word == Cryptography.VALID else "TOTAL-FAILED")
