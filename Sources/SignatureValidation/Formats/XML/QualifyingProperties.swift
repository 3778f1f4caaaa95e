internal import PKI
internal import Primitives

/// `xades:QualifyingProperties` of one signature. ETSI EN 319 132-1 §4.3, ETSI TS 101 903.
struct QualifyingProperties {
    let node: Int
    let namespace: String
    let signedProperties: Int?
    /// Signed properties of the signature, by their elements; empty where no reference covers them.
    private(set) var signed: [Int] = []
    private(set) var signedOfData: [Int] = []
    /// Unsigned properties of the signature in order of appearance.
    let unsigned: [Int]

    static let namespaces = ["http://uri.etsi.org/01903/v1.3.2#", "http://uri.etsi.org/01903/v1.2.2#", "http://uri.etsi.org/01903/v1.1.1#"]
    /// Properties that a later version added.
    static let namespace141 = "http://uri.etsi.org/01903/v1.4.1#"

    static let signedPropertiesTypes = [
        "http://uri.etsi.org/01903#SignedProperties", "http://uri.etsi.org/01903/v1.2.2#SignedProperties",
        "http://uri.etsi.org/01903/v1.1.1#SignedProperties",
    ]

    /// The properties in the signature's own objects: such as stand elsewhere are not this signature's.
    /// - Returns: nil for a signature without any.
    static func find(in signature: XMLSignatureElement, of tree: XMLTree) throws(MalformedSignature) -> Self? {
        let found = signature.objects.flatMap { tree.childElements(of: $0) }.filter { isNamed("QualifyingProperties", $0, in: tree) }
        guard let first = found.first else { return nil }
        guard found.count == 1 else { throw MalformedSignature("several QualifyingProperties") }
        if let target = tree.attribute(first, "Target"), let id = signature.id, !target.isEmpty, !target.isSame(as: "#" + id) {
            throw MalformedSignature("QualifyingProperties of another signature")
        }
        return try Self(first, in: tree)
    }

    private init(_ node: Int, in tree: XMLTree) throws(MalformedSignature) {
        self.node = node
        namespace = tree.namespace(of: node)
        let signed = tree.children(of: node, XMLName(namespace, "SignedProperties"))
        let unsigned = tree.children(of: node, XMLName(namespace, "UnsignedProperties"))
        guard signed.count <= 1, unsigned.count <= 1 else { throw MalformedSignature("several SignedProperties") }
        signedProperties = signed.first
        let inner = { [namespace] (node: Int) in Self.inner(node, "UnsignedSignatureProperties", namespace, tree) }
        self.unsigned = unsigned.first.map(inner) ?? []
    }

    private static func inner(_ node: Int, _ name: String, _ namespace: String, _ tree: XMLTree) -> [Int] {
        tree.child(of: node, XMLName(namespace, name)).map { tree.childElements(of: $0) } ?? []
    }

    /// Whether a name is one of XAdES, whichever version.
    static func isNamed(_ local: String, _ node: Int, in tree: XMLTree) -> Bool {
        guard tree.localName(of: node).isSame(as: local) else { return false }
        let namespace = tree.namespace(of: node)
        return namespaces.contains { $0.isSame(as: namespace) } || namespace141.isSame(as: namespace)
    }

    /// Believes the signed properties as far as the signature's own references cover them: an intact reference that selects exactly
    /// this `SignedProperties` element, and none of the type that selects another. EN 319 132-1 §4.4.2. What a transform that is not
    /// served would select is not known; that reference leaves the whole signature unsupported, with no properties.
    mutating func accept(_ results: [XMLReferenceProcessing.Result], in tree: XMLTree) throws(MalformedSignature) {
        var isCovered = false
        for result in results {
            let isTyped = result.reference.type.map { type in Self.signedPropertiesTypes.contains { $0.isSame(as: type) } } ?? false
            if case .nodes(let set) = result.target, let signedProperties, set.top == signedProperties, set.excluded.isEmpty {
                isCovered = result.outcome == .intact || isCovered
            } else if isTyped, [.intact, .differs].contains(result.outcome) {
                throw MalformedSignature("reference to the SignedProperties of another signature")
            }
        }
        guard isCovered, let signedProperties else { return }
        signed = Self.inner(signedProperties, "SignedSignatureProperties", namespace, tree)
        signedOfData = Self.inner(signedProperties, "SignedDataObjectProperties", namespace, tree)
    }

    /// No path is longer.
    private static let maximumDigests = 16

    private func property(_ local: String, in tree: XMLTree) -> Int? { signed.first { Self.isNamed(local, $0, in: tree) } }

    func claimedTime(in tree: XMLTree) -> ClaimedTime? {
        property("SigningTime", in: tree).flatMap { ClaimedTime(xml: tree.trimmedText(of: $0)) }
    }

    /// What the signer says of the certificate: digests of it, and perhaps of its issuers. EN 319 132-1 §5.2.2.
    func certificateDigests(in tree: XMLTree) -> [CertificateDigest]? {
        guard let list = property("SigningCertificateV2", in: tree) ?? property("SigningCertificate", in: tree) else { return nil }
        return tree.childElements(of: list).prefix(Self.maximumDigests).compactMap { CertificateDigest(cert: $0, in: tree) }
    }

    /// The identifier of the policy; nil for none, or an implied one. EN 319 132-1 §5.2.9.
    func signaturePolicy(in tree: XMLTree) -> String? {
        guard let property = property("SignaturePolicyIdentifier", in: tree),
            let identifier = tree.subtree(of: property).first(where: { Self.isNamed("Identifier", $0, in: tree) })
        else { return nil }
        return tree.trimmedText(of: identifier)
    }

    /// A digest of a certificate as `xades:Cert` has it.
    struct CertificateDigest {
        let algorithm: DigestAlgorithm?
        let value: [UInt8]
        /// Decimal, where version 1 names it.
        let serialNumber: String?

        init?(cert: Int, in tree: XMLTree) {
            guard let digest = tree.childElements(of: cert).first(where: { isNamed("CertDigest", $0, in: tree) }),
                let method = tree.child(of: digest, .digestMethod), let value = tree.child(of: digest, .digestValue),
                let octets = XMLBase64.decode(tree.stringValue(of: value)[...])
            else { return nil }
            algorithm = DigestAlgorithm(xml: tree.attribute(method, "Algorithm") ?? "")
            self.value = octets
            serialNumber = tree.subtree(of: cert)
                .first { tree.isElement($0, XMLName(XMLName.xmlDSig, "X509SerialNumber")) }
                .map { tree.trimmedText(of: $0) }
        }

        func matches(_ certificate: Certificate) -> Bool { algorithm?.digest(certificate.der) == value }
    }
}
