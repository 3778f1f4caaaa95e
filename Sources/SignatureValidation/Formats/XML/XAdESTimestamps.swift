internal import PKI
internal import Primitives

/// The timestamps among a signature's properties, with the imprint that the place of each demands. EN 319 132-1 §5.2.8, §5.3, §5.5.
struct XAdESTimestamps {
    let signature: XMLSignatureElement
    let properties: QualifyingProperties
    let processing: XMLReferenceProcessing
    private var tree: XMLTree { processing.tree }

    init(_ signature: XMLSignatureElement, _ properties: QualifyingProperties, _ processing: XMLReferenceProcessing) {
        (self.signature, self.properties, self.processing) = (signature, properties, processing)
    }

    /// - Parameter warnings: gets what is a timestamp and none that is judged.
    func found(_ warnings: inout [Finding]) throws(XMLSignatureFailure) -> [FoundTimestamp] {
        var found: [FoundTimestamp] = []
        for property in properties.signedOfData + properties.unsigned {
            guard let kind = kind(of: property) else { continue }
            let tokens = tree.childElements(of: property).filter { QualifyingProperties.isNamed("EncapsulatedTimeStamp", $0, in: tree) }
            if tokens.isEmpty { warnings.append(Finding("timestamp-unsupported", tree.localName(of: property))) }
            guard found.count + tokens.count <= processing.limits.timestamps else { throw .limit("timestamps") }
            for token in tokens { found.append(try timestamp(token, of: kind, in: property, &warnings)) }
        }
        return found
    }

    private func kind(of property: Int) -> FoundTimestamp.Kind? {
        guard QualifyingProperties.isNamed(tree.localName(of: property), property, in: tree) else { return nil }
        switch tree.localName(of: property) {
        case "AllDataObjectsTimeStamp", "IndividualDataObjectsTimeStamp": return .content
        case "SignatureTimeStamp": return .signature
        case "RefsOnlyTimeStamp", "RefsOnlyTimeStampV2", "SigAndRefsTimeStamp", "SigAndRefsTimeStampV2": return .references
        case "ArchiveTimeStamp": return .archive
        default: return nil
        }
    }

    private func timestamp(
        _ node: Int, of kind: FoundTimestamp.Kind, in property: Int, _ warnings: inout [Finding]
    ) throws(XMLSignatureFailure) -> FoundTimestamp {
        let octets = XMLBase64.decode(tree.stringValue(of: node)[...]) ?? []
        guard let token = try? TimestampToken(octets), let algorithm = token.imprintDigest, let digest = OctetDigest(algorithm) else {
            warnings.append(Finding("timestamp-unsupported", tree.localName(of: property)))
            return FoundTimestamp(kind: kind, token: octets, imprintMatches: false)
        }
        var isComplete = false
        do {
            isComplete = try write(property, into: { digest.update($0) })
        } catch .limit(let name) {
            throw .limit(name)
        } catch {
            warnings.append(Finding("timestamp-unsupported", tree.localName(of: property)))
        }
        return FoundTimestamp(kind: kind, token: octets, imprintMatches: isComplete && digest.finish() == token.imprint)
    }

    // MARK: What a timestamp is over

    private typealias Sink = (ArraySlice<UInt8>) -> Void

    /// - Returns: false where some of it is not there.
    private func write(_ property: Int, into sink: @escaping Sink) throws(XMLSignatureFailure) -> Bool {
        guard let method = method(of: property) else { throw .unserved("CanonicalizationMethod") }
        let includes = tree.childElements(of: property).filter {
            QualifyingProperties.isNamed("Include", $0, in: tree) || QualifyingProperties.isNamed("HashDataInfo", $0, in: tree)
        }
        if !includes.isEmpty {
            for include in includes { guard try write(include: include, method, sink) else { return false } }
            return true
        }
        switch tree.localName(of: property) {
        case "AllDataObjectsTimeStamp": return try writeReferences(withProperties: false, method, sink)
        case "SignatureTimeStamp": try write(signature.signatureValueNode, method, sink)
        case "SigAndRefsTimeStamp", "SigAndRefsTimeStampV2":
            try write(signature.signatureValueNode, method, sink)
            for earlier in properties.unsigned(before: property) where isNamed(earlier, Self.references + ["SignatureTimeStamp"]) {
                try write(earlier, method, sink)
            }
        case "RefsOnlyTimeStamp", "RefsOnlyTimeStampV2":
            for earlier in properties.unsigned(before: property) where isNamed(earlier, Self.references) {
                try write(earlier, method, sink)
            }
        case "ArchiveTimeStamp": return try writeArchive(before: property, method, sink)
        default: return false
        }
        return true
    }

    private static let references = [
        "CompleteCertificateRefs", "CompleteCertificateRefsV2", "CompleteRevocationRefs", "AttributeCertificateRefs",
        "AttributeCertificateRefsV2", "AttributeRevocationRefs",
    ]

    private func isNamed(_ node: Int, _ names: [String]) -> Bool {
        names.contains { QualifyingProperties.isNamed($0, node, in: tree) }
    }

    private func method(of property: Int) -> CanonicalizationMethod? {
        guard let named = tree.child(of: property, .canonicalizationMethod) else { return .inclusive }
        // An empty name is no name. EN 319 132-1 §4.5.
        if tree.attribute(named, "Algorithm").map(\.isEmpty) ?? true { return .inclusive }
        return CanonicalizationMethod(element: named, in: tree)
    }

    private func write(_ node: Int, _ method: CanonicalizationMethod, _ sink: @escaping Sink) throws(XMLSignatureFailure) {
        try processing.canonicalize(NodeSet(top: node, hasComments: true), of: tree, by: method, into: sink)
    }

    private func writeReferences(
        withProperties: Bool, _ method: CanonicalizationMethod, _ sink: @escaping Sink
    ) throws(XMLSignatureFailure) -> Bool {
        for reference in signature.references {
            let isOfProperties = reference.type.map { type in QualifyingProperties.signedPropertiesTypes.contains { $0.isSame(as: type) } }
            if !withProperties, isOfProperties ?? false { continue }
            guard try processing.write(reference, of: signature.node, as: method, into: sink) else { return false }
        }
        return true
    }

    /// An element, or with `referencedData` what a reference is over. TS 101 903 §7.1.4.3; in older versions by `HashDataInfo`.
    private func write(include: Int, _ method: CanonicalizationMethod, _ sink: @escaping Sink) throws(XMLSignatureFailure) -> Bool {
        let uri = tree.attribute(include, "URI") ?? tree.attribute(include, "uri") ?? ""
        guard uri.hasPrefix("#") else { return false }
        let node: Int?
        do {
            node = try processing.identifiers.element(uri.dropFirst())
        } catch {
            throw .malformed(error.reason)
        }
        guard let node else { return false }
        if let reference = signature.references.first(where: { $0.node == node }), tree.attribute(include, "referencedData") != "false" {
            return try processing.write(reference, of: signature.node, as: method, into: sink)
        }
        try write(node, method, sink)
        return true
    }

    /// EN 319 132-1 §5.5.2.2: what was signed, the signature, its properties so far, and its objects.
    private func writeArchive(
        before property: Int, _ method: CanonicalizationMethod, _ sink: @escaping Sink
    ) throws(XMLSignatureFailure) -> Bool {
        guard try writeReferences(withProperties: true, method, sink) else { return false }
        try write(signature.signedInfo, method, sink)
        try write(signature.signatureValueNode, method, sink)
        if let keyInfo = signature.keyInfo { try write(keyInfo, method, sink) }
        for earlier in properties.unsigned(before: property) { try write(earlier, method, sink) }
        // The first version leaves out what a reference has already given; the later one does not. TS 101 903 v1.3.2 §7.7.1.
        let takesAll = tree.namespace(of: property).isSame(as: QualifyingProperties.namespace141)
        for object in signature.objects where !tree.isInside(properties.node, object) && (takesAll || !isReferredTo(object)) {
            try write(object, method, sink)
        }
        return true
    }

    private func isReferredTo(_ object: Int) -> Bool {
        guard let id = tree.attribute(object, "Id") else { return false }
        return signature.references.contains { $0.uri?.isSame(as: "#" + id) ?? false }
    }
}

extension QualifyingProperties {
    func unsigned(before property: Int) -> ArraySlice<Int> { unsigned.prefix { $0 != property } }
}
