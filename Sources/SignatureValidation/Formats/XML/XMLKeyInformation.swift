internal import PKI
internal import Primitives

/// Certificates and revocation data that a signature brings along, all of it unbelieved. XMLDSig §4.5, EN 319 132-1 §5.4.
struct XMLKeyInformation {
    /// Of `ds:KeyInfo`, in order.
    private(set) var certificates: [Certificate] = []
    /// Of the unsigned properties.
    private(set) var furtherCertificates: [Certificate] = []
    private(set) var revocationLists: [[UInt8]] = []
    private(set) var ocspResponses: [[UInt8]] = []
    /// Whether something that should be a certificate is none.
    private(set) var hasMalformedCertificate = false

    init(_ signature: XMLSignatureElement, _ properties: QualifyingProperties?, in tree: XMLTree, limits: Limits)
        throws(XMLSignatureFailure)
    {
        if let keyInfo = signature.keyInfo {
            for data in tree.children(of: keyInfo, .x509Data) {
                for node in tree.children(of: data, .x509Certificate) { try add(node, to: \.certificates, in: tree, limits) }
                revocationLists += tree.children(of: data, .x509CRL).compactMap { XMLBase64.decode(tree.stringValue(of: $0)[...]) }
            }
        }
        for property in properties?.unsigned ?? [] where !QualifyingProperties.isNamed("CounterSignature", property, in: tree) {
            for node in tree.subtree(of: property) { try addEncapsulated(node, in: tree, limits) }
        }
    }

    private mutating func addEncapsulated(_ node: Int, in tree: XMLTree, _ limits: Limits) throws(XMLSignatureFailure) {
        if QualifyingProperties.isNamed("EncapsulatedX509Certificate", node, in: tree) {
            try add(node, to: \.furtherCertificates, in: tree, limits)
        } else if QualifyingProperties.isNamed("EncapsulatedCRLValue", node, in: tree) {
            if let list = XMLBase64.decode(tree.stringValue(of: node)[...]) { revocationLists.append(list) }
        } else if QualifyingProperties.isNamed("EncapsulatedOCSPValue", node, in: tree) {
            if let response = XMLBase64.decode(tree.stringValue(of: node)[...]) { ocspResponses.append(response) }
        }
    }

    private mutating func add(
        _ node: Int, to list: WritableKeyPath<Self, [Certificate]>, in tree: XMLTree, _ limits: Limits
    ) throws(XMLSignatureFailure) {
        guard let der = XMLBase64.decode(tree.stringValue(of: node)[...]), let certificate = Certificate(der: der) else {
            hasMalformedCertificate = true
            return
        }
        guard certificates.count + furtherCertificates.count < limits.certificates else { throw .limit("certificates") }
        self[keyPath: list].append(certificate)
    }

    var all: [Certificate] { certificates + furtherCertificates }
}
