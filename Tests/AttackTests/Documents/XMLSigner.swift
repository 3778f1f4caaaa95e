import PKI
import Primitives
import SignatureValidation
import TokenCrypto

/// Signs XML for tests. All that it writes is in canonical form already, so that the text is what is digested.
struct XMLSigner {
    static let dsig = "http://www.w3.org/2000/09/xmldsig#"
    static let xades = "http://uri.etsi.org/01903/v1.3.2#"
    static let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
    static let enveloped = dsig + "enveloped-signature"
    static let sha256 = "http://www.w3.org/2001/04/xmlenc#sha256"

    struct Reference {
        var uri: String?
        var type: String?
        var transforms: [String] = [XMLSigner.exclusive]
        /// Elements inside of the last transform.
        var parameters = ""
        /// What the transforms make of the target.
        var octets: String
    }

    let authority: TestAuthority
    var signatureMethod = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
    var methodParameters = ""
    /// Nil: the certificate of the authority.
    var keyInfo: String?
    /// The certificate that the signed properties name; nil: there are no properties.
    var named: Certificate?

    init() throws {
        authority = try TestAuthority.root(CertificateTemplate("Signer"))
        named = authority.certificate
    }

    static func digest(_ text: String) -> String { Base64.encode(DigestAlgorithm.sha256.digest(Array(text.utf8)) ?? []) }

    static func certificate(_ certificate: Certificate) -> String {
        "<ds:X509Data><ds:X509Certificate>\(Base64.encode(certificate.der))</ds:X509Certificate></ds:X509Data>"
    }

    /// The signature element, in form to stand anywhere.
    func signature(_ references: [Reference], id: String = "sig", objects: String = "") throws -> String {
        let properties = named.map { self.properties(of: $0, id: id) }
        let all = references + (properties.map { [Self.reference(toProperties: $0, id: id)] } ?? [])
        let info = signedInfo(all)
        let value = Base64.encode(try authority.key.sign(Array(info.utf8)))
        let key = keyInfo ?? Self.certificate(authority.certificate)
        let qualifying = properties.map {
            "<ds:Object><xades:QualifyingProperties xmlns:xades=\"\(Self.xades)\" Target=\"#\(id)\">\($0)</xades:QualifyingProperties></ds:Object>"
        }
        return
            "<ds:Signature xmlns:ds=\"\(Self.dsig)\" Id=\"\(id)\">\(info)<ds:SignatureValue Id=\"\(id)-value\">\(value)</ds:SignatureValue>"
            + "<ds:KeyInfo>\(key)</ds:KeyInfo>\(qualifying ?? "")\(objects)</ds:Signature>"
    }

    private func signedInfo(_ references: [Reference]) -> String {
        "<ds:SignedInfo xmlns:ds=\"\(Self.dsig)\"><ds:CanonicalizationMethod Algorithm=\"\(Self.exclusive)\"></ds:CanonicalizationMethod>"
            + "<ds:SignatureMethod Algorithm=\"\(signatureMethod)\">\(methodParameters)</ds:SignatureMethod>"
            + references.map(Self.element).joined() + "</ds:SignedInfo>"
    }

    static func element(_ reference: Reference) -> String {
        let uri = reference.uri.map { " URI=\"\($0)\"" } ?? ""
        let type = reference.type.map { " Type=\"\($0)\"" } ?? ""
        let transforms = reference.transforms.enumerated().map { index, algorithm in
            let inside = index == reference.transforms.count - 1 ? reference.parameters : ""
            return "<ds:Transform Algorithm=\"\(algorithm)\">\(inside)</ds:Transform>"
        }
        let list = transforms.isEmpty ? "" : "<ds:Transforms>\(transforms.joined())</ds:Transforms>"
        return "<ds:Reference\(type)\(uri)>\(list)<ds:DigestMethod Algorithm=\"\(sha256)\"></ds:DigestMethod>"
            + "<ds:DigestValue>\(digest(reference.octets))</ds:DigestValue></ds:Reference>"
    }

    static func reference(toProperties properties: String, id: String) -> Reference {
        Reference(uri: "#\(id)-properties", type: "http://uri.etsi.org/01903#SignedProperties", octets: properties)
    }

    func properties(of certificate: Certificate, id: String) -> String {
        let digest = Base64.encode(certificate.fingerprint)
        return "<xades:SignedProperties xmlns:xades=\"\(Self.xades)\" Id=\"\(id)-properties\"><xades:SignedSignatureProperties>"
            + "<xades:SigningTime>2025-06-15T08:00:00+07:00</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>"
            + "<ds:DigestMethod xmlns:ds=\"\(Self.dsig)\" Algorithm=\"\(Self.sha256)\"></ds:DigestMethod>"
            + "<ds:DigestValue xmlns:ds=\"\(Self.dsig)\">\(digest)</ds:DigestValue></xades:CertDigest></xades:Cert>"
            + "</xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties>"
    }

    /// An invoice that is signed as a whole, by its identifier, with the signature inside.
    struct SignedInvoice {
        let body = "<amount>5</amount>"
        let signature: String
        var open: String { "<invoice xmlns=\"urn:test\" Id=\"a\">" }
        /// What the signature is over.
        var original: String { open + body + "</invoice>" }
        var document: String { open + body + signature + "</invoice>" }
    }

    func invoice() throws -> SignedInvoice {
        let original = "<invoice xmlns=\"urn:test\" Id=\"a\"><amount>5</amount></invoice>"
        let reference = Reference(uri: "#a", transforms: [Self.enveloped, Self.exclusive], octets: original)
        return SignedInvoice(signature: try signature([reference]))
    }

    static func read(
        _ text: String, parts: DetachedParts = .none, limits: Limits = Limits()
    ) throws(DocumentRejection) -> SignedDocument {
        try XMLFormat.read(Array(text.utf8)[...], parts: parts, limits: limits)
    }
}

extension DocumentSignature {
    /// What no attack may reach.
    var isAcceptedWhole: Bool { formatFailure == nil && cryptography == .valid && document <= .extended }
}
