"""Trusted lists after ETSI TS 119 612, made and signed as a state's scheme operator does."""
import base64
import datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
KIND = "http://uri.etsi.org/TrstSvc/Svctype/"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
END = "</TrustServiceStatusList>"


def moment(time: datetime.datetime) -> str:
    return time.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def service(certificate, status="granted", since=None, kind="CA/QC", history=()) -> str:
    """`history`: earlier statuses with their times, the latest first."""
    def entry(name, time):
        return f"<ServiceStatus>{STATUS}{name}</ServiceStatus><StatusStartingTime>{moment(time)}</StatusStartingTime>"
    encoded = base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
    past = "".join(f"<ServiceHistoryInstance>{entry(*one)}</ServiceHistoryInstance>" for one in history)
    return (
        f"<TSPService><ServiceInformation><ServiceTypeIdentifier>{KIND}{kind}</ServiceTypeIdentifier><ServiceDigitalIdentity><DigitalId>"
        f"<X509Certificate>{encoded}</X509Certificate></DigitalId></ServiceDigitalIdentity>{entry(status, since)}</ServiceInformation>"
        + (f"<ServiceHistory>{past}</ServiceHistory>" if past else "") + "</TSPService>")


def published(signer, services, sequence=1, territory="XX", issued=None, next_update=None) -> bytes:
    """In the form that canonicalization gives, so that what is signed is what is written."""
    now = datetime.datetime.now(datetime.timezone.utc)
    text = (
        '<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#" TSLTag="http://uri.etsi.org/19612/TSLTag"><SchemeInformation>'
        f"<TSLVersionIdentifier>5</TSLVersionIdentifier><TSLSequenceNumber>{sequence}</TSLSequenceNumber>"
        f"<SchemeTerritory>{territory}</SchemeTerritory><ListIssueDateTime>{moment(issued or now)}</ListIssueDateTime>"
        f"<NextUpdate><dateTime>{moment(next_update or now + datetime.timedelta(days=90))}</dateTime></NextUpdate></SchemeInformation>"
        f"<TrustServiceProviderList><TrustServiceProvider><TSPServices>{''.join(services)}</TSPServices></TrustServiceProvider>"
        f"</TrustServiceProviderList>{END}")
    digest = hashes.Hash(hashes.SHA256())
    digest.update(text.encode())
    information = (
        f'<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}">'
        '</ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"></ds:SignatureMethod>'
        '<ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform>'
        f'<ds:Transform Algorithm="{EXCLUSIVE}"></ds:Transform></ds:Transforms>'
        '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>'
        f"<ds:DigestValue>{base64.b64encode(digest.finalize()).decode()}</ds:DigestValue></ds:Reference></ds:SignedInfo>")
    r, s = decode_dss_signature(signer.key.sign(information.encode(), ec.ECDSA(hashes.SHA256())))
    value = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
    certificate = base64.b64encode(signer.certificate.public_bytes(Encoding.DER)).decode()
    signature = (
        f'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">{information}<ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo>'
        f"<ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>")
    return (text.removesuffix(END) + signature + END).encode()
