"""Makes PDF files and signs them, with a certification authority of its own that a demo can be told to trust."""
import datetime
import io
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

USER_ID = x509.ObjectIdentifier("0.9.2342.19200300.100.1.1")
DAY = datetime.timedelta(days=1)


def page(text: str) -> bytes:
    """A PDF of one page."""
    writer = PdfFileWriter()
    content = writer.add_object(generic.StreamObject(stream_data=f"BT /F1 18 Tf 72 720 Td ({text}) Tj ET".encode("ascii")))
    font = generic.DictionaryObject({generic.pdf_name("/F1"): generic.DictionaryObject({
        generic.pdf_name("/Type"): generic.pdf_name("/Font"), generic.pdf_name("/Subtype"): generic.pdf_name("/Type1"),
        generic.pdf_name("/BaseFont"): generic.pdf_name("/Helvetica")})})
    writer.insert_page(PageObject(contents=content, media_box=(0, 0, 595, 842), resources=generic.DictionaryObject({generic.pdf_name("/Font"): font})))
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


class Authority:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Demonstration signing authority")])
        self.certificate = self.issue(self.name, self.key.public_key(), is_authority=True)

    def trust(self, store):
        """Puts the authority and its revocation list where the provider's trust store is."""
        folder = pathlib.Path(store) / "public"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "demonstration.pem").write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        now = datetime.datetime.now(datetime.timezone.utc)
        revoked = x509.CertificateRevocationListBuilder().issuer_name(self.name).last_update(now - DAY / 24).next_update(now + DAY)
        revoked = revoked.add_extension(x509.CRLNumber(1), critical=False).add_extension(self._authority_key(), critical=False)
        (folder / "demonstration-revoked.pem").write_bytes(revoked.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def signed(self, pdf: bytes, name: str, number: str) -> bytes:
        """The file with a signature of a fresh certificate for this person."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(USER_ID, f"CCCD:{number}"), x509.NameAttribute(NameOID.COMMON_NAME, name)])
        files = [self.folder / "signer.pem", self.folder / "signer.key"]
        files[0].write_bytes(self.issue(subject, key.public_key(), is_authority=False).public_bytes(serialization.Encoding.PEM))
        files[1].write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        signer = signers.SimpleSigner(
            signing_cert=load_cert_from_pemder(str(files[0])), signing_key=load_private_key_from_pemder(str(files[1]), None),
            cert_registry=SimpleCertificateStore())
        output = io.BytesIO()
        metadata = signers.PdfSignatureMetadata(field_name="Signature1", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256")
        signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), metadata, signer=signer, output=output)
        return output.getvalue()

    @staticmethod
    def overwritten(pdf: bytes, text: str) -> bytes:
        """The file with another text on its page, as an editor saves it after signing."""
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        first = writer.root["/Pages"]["/Kids"][0]
        first["/Contents"] = writer.add_object(generic.StreamObject(stream_data=f"BT /F1 18 Tf 72 720 Td ({text}) Tj ET".encode("ascii")))
        writer.update_container(first)
        output = io.BytesIO()
        writer.write(output)
        return output.getvalue()

    def issue(self, subject, key, is_authority):
        now = datetime.datetime.now(datetime.timezone.utc)
        usage = x509.KeyUsage(
            digital_signature=not is_authority, content_commitment=not is_authority, key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=is_authority, crl_sign=is_authority, encipher_only=False, decipher_only=False)
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key)
            .serial_number(x509.random_serial_number()).not_valid_before(now - DAY).not_valid_after(now + 30 * DAY)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(self._authority_key(), critical=False)
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True).add_extension(usage, critical=True))
        return builder.sign(self.key, hashes.SHA256())

    def _authority_key(self):
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
