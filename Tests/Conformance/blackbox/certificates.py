"""A certificate authority for one run, and what it certifies: the servers of the run, and clients that prove themselves by mutual TLS."""
import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SERVER_NAMES = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.IPAddress(ipaddress.ip_address("::1"))]


@dataclass
class Credential:
    """A certificate with its private key, in files as programs want them."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    chain_file: Path
    key_file: Path

    @property
    def pair(self) -> tuple[str, str]:
        """As `requests` takes a client certificate."""
        return str(self.chain_file), str(self.key_file)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def subject(self) -> str:
        """The distinguished name as RFC 4514 writes it."""
        return self.certificate.subject.rfc4514_string()


class Authority:
    """Signs with a key that nobody else has; its files are below `folder`."""

    def __init__(self, folder: Path, name="Test authority"):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = (
            self._builder(self._name, self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(self._usage(signs_certificates=True), critical=True)
            .sign(self._key, hashes.SHA256()))
        self.certificate = certificate
        self.file = self.folder / "authority.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def server(self) -> Credential:
        """For loopback, by name and by address."""
        return self._issue("server", self._subject("localhost"), ExtendedKeyUsageOID.SERVER_AUTH, SERVER_NAMES)

    def client(self, name, alternative=None) -> Credential:
        return self._issue(name, self._subject(name), ExtendedKeyUsageOID.CLIENT_AUTH, alternative)

    def own(self, name) -> Credential:
        """A certificate that only its own key has signed."""
        key, subject = ec.generate_private_key(ec.SECP256R1()), self._subject(name)
        return self._kept(name, self._builder(subject, key.public_key(), subject).sign(key, hashes.SHA256()), key, chain=())

    def server_context(self) -> ssl.SSLContext:
        """For a server of the run."""
        credential = self.server()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*credential.pair)
        return context

    def client_context(self) -> ssl.SSLContext:
        """For a caller without a certificate of its own."""
        return ssl.create_default_context(cafile=str(self.file))

    def _issue(self, name, subject, purpose, alternative):
        key = ec.generate_private_key(ec.SECP256R1())
        builder = (
            self._builder(subject, key.public_key())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False))
        if alternative:
            builder = builder.add_extension(x509.SubjectAlternativeName(alternative), critical=False)
        return self._kept(name, builder.sign(self._key, hashes.SHA256()), key, chain=(self.certificate,))

    def _kept(self, name, certificate, key, chain):
        stem = self.folder / name.replace(" ", "-")
        chain_file, key_file = stem.with_suffix(".pem"), stem.with_suffix(".key")
        chain_file.write_bytes(b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (certificate, *chain)))
        key_file.write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        key_file.chmod(0o600)
        return Credential(certificate, key, chain_file, key_file)

    def _builder(self, subject, public_key, issuer=None):
        now = datetime.datetime.now(datetime.timezone.utc)
        return (
            x509.CertificateBuilder().subject_name(subject).issuer_name(issuer or self._name).public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(now + datetime.timedelta(days=1)))

    @staticmethod
    def _subject(name):
        return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Bộ Tư pháp"),
                          x509.NameAttribute(NameOID.COMMON_NAME, name)])

    @staticmethod
    def _usage(signs_certificates):
        return x509.KeyUsage(
            digital_signature=True, key_cert_sign=signs_certificates, crl_sign=signs_certificates, content_commitment=False,
            key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False)
