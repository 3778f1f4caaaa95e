internal import PKI

/// Names files and their digests, on behalf of one signature or timestamp. ETSI EN 319 162-1 §A.4.
struct ASiCManifest {
    struct Reference {
        /// Nil: the reference leads nowhere inside a container.
        let name: String?
        let uri: String
        let digest: DigestAlgorithm?
        let digestMethod: String
        let value: [UInt8]
    }

    /// The signature or timestamp over this manifest.
    let signature: String?
    let references: [Reference]

    init(_ bytes: [UInt8], limits: Limits) throws(DocumentRejection) {
        let tree = try XMLReader.read(bytes[...], limits: limits)
        guard tree.isElement(tree.root, Self.name("ASiCManifest")), let signature = tree.child(of: tree.root, Self.name("SigReference"))
        else {
            throw .malformed("manifest of the container")
        }
        self.signature = tree.attribute(signature, "URI").flatMap(ContainerURI.name)
        var references: [Reference] = []
        for node in tree.children(of: tree.root, Self.name("DataObjectReference")) {
            guard let uri = tree.attribute(node, "URI"), let method = tree.child(of: node, Self.digital("DigestMethod")),
                let algorithm = tree.attribute(method, "Algorithm"), let value = tree.child(of: node, Self.digital("DigestValue")),
                let bytes = XMLBase64.decode(tree.stringValue(of: value)[...])
            else { throw .malformed("manifest of the container") }
            references.append(
                Reference(
                    name: ContainerURI.name(uri), uri: uri, digest: DigestAlgorithm(xml: algorithm), digestMethod: algorithm, value: bytes))
        }
        self.references = references
    }

    private static func name(_ local: String) -> XMLName { XMLName("http://uri.etsi.org/02918/v1.2.1#", local) }
    private static func digital(_ local: String) -> XMLName { XMLName("http://www.w3.org/2000/09/xmldsig#", local) }
}
