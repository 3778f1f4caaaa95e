"""A certification authority for signers, as those under the national root: leaf certificates with identifiers in `UID`, and revocation lists."""
import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

USER_ID = x509.ObjectIdentifier("0.9.2342.19200300.100.1.1")
DAY = datetime.timedelta(days=1)


class Signer:
    """Holds a certificate and its key, and signs files."""

    def __init__(self, certificate, key):
        self.certificate, self.key = certificate, key

    def cms(self, content: bytes, detached=False, beside=()) -> bytes:
        """A CMS signature of the leaf alone, as Vietnamese programs make them, or with further certificates `beside` it."""
        options = [pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.NoCapabilities]
        builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(self.certificate, self.key, hashes.SHA256())
        for certificate in beside:
            builder = builder.add_certificate(certificate)
        return builder.sign(serialization.Encoding.DER, options + ([pkcs7.PKCS7Options.DetachedSignature] if detached else []))


class SigningAuthority:
    """One root, which issues by itself. Its certificates name where its lists are, or who answers for it, when it has such a place."""

    def __init__(self, folder: Path, name="CA thử nghiệm", lists_at=None, answers_at=None):
        self.lists_at, self.answers_at = lists_at, answers_at
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self._sign(
            self._builder(self._name, self._key.public_key()).add_extension(x509.BasicConstraints(True, 0), critical=True)
            .add_extension(self._usage(certificates=True), critical=True))
        self.file = self.folder / "root.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        self._revoked = []

    @property
    def fingerprint(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    def signer(self, name: str, *identifiers: str) -> Signer:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(USER_ID, text) for text in identifiers] + [x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = self._builder(subject, key.public_key()).add_extension(x509.BasicConstraints(False, None), critical=True)
        if self.lists_at:
            point = x509.DistributionPoint([x509.UniformResourceIdentifier(self.lists_at)], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        if self.answers_at:
            place = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(self.answers_at))
            builder = builder.add_extension(x509.AuthorityInformationAccess([place]), critical=False)
        return Signer(self._sign(builder.add_extension(self._usage(certificates=False), critical=True)), key)

    def revoke(self, signer: Signer):
        self._revoked.append(signer.certificate.serial_number)

    def revocation_list(self, encoding=serialization.Encoding.PEM, key=None, age=datetime.timedelta(), padding=0) -> bytes:
        """New each time; signed by another `key` where the test forges one, made `age` ago where it plays one back, larger by `padding`."""
        now = datetime.datetime.now(datetime.timezone.utc) - age
        builder = x509.CertificateRevocationListBuilder().issuer_name(self._name).last_update(now - DAY / 24).next_update(now + DAY)
        builder = builder.add_extension(x509.CRLNumber(int(now.timestamp())), critical=False).add_extension(self._authority_key(), critical=False)
        if padding:
            remark = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), bytes(padding))
            builder = builder.add_extension(remark, critical=False)
        for serial in self._revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - DAY / 24).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(key or self._key, hashes.SHA256()).public_bytes(encoding)

    def answer(self, signer: Signer, status=ocsp.OCSPCertStatus.GOOD) -> bytes:
        """What this authority's own responder says of a certificate."""
        now = datetime.datetime.now(datetime.timezone.utc)
        revoked = status == ocsp.OCSPCertStatus.REVOKED
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=signer.certificate, issuer=self.certificate, algorithm=hashes.SHA1(), cert_status=status, this_update=now - DAY / 24,
            next_update=now + DAY, revocation_time=now - DAY / 24 if revoked else None,
            revocation_reason=x509.ReasonFlags.key_compromise if revoked else None)
        signed = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.certificate).sign(self._key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.DER)

    def _builder(self, subject, key):
        now = datetime.datetime.now(datetime.timezone.utc)
        return (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self._name).public_key(key)
            .serial_number(x509.random_serial_number()).not_valid_before(now - DAY).not_valid_after(now + 30 * DAY)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(self._authority_key(), critical=False))

    def _authority_key(self):
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())

    def _sign(self, builder):
        return builder.sign(self._key, hashes.SHA256())

    @staticmethod
    def _usage(certificates):
        return x509.KeyUsage(
            digital_signature=not certificates, content_commitment=not certificates, key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=certificates, crl_sign=certificates, encipher_only=False, decipher_only=False)
