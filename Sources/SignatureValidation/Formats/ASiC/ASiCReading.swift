internal import PKI

/// Judges the signatures and timestamps of one container.
struct ASiCReading {
    private let container: ASiCContainer
    private let limits: Limits
    private let manifests: [(file: String, manifest: ASiCManifest)]
    /// Each file with the digests that were asked of it.
    private let files: [String: SignedContent]

    private(set) var signatures: [DocumentSignature] = []
    private(set) var timestamps: [FoundTimestamp] = []
    /// The indexes in `signatures` of what a signature file holds.
    private var indexes: [String: [Int]] = [:]

    init(_ container: ASiCContainer, limits: Limits) throws(DocumentRejection) {
        self.container = container
        self.limits = limits
        files = container.contents.mapValues { SignedContent(.parts([$0[...]])) }
        var manifests: [(file: String, manifest: ASiCManifest)] = []
        for file in container.manifests { manifests.append((file, try ASiCManifest(container.contents[file] ?? [], limits: limits))) }
        self.manifests = manifests
        for file in container.cmsSignatures { try add(try cmsSignatures(file), of: file) }
        for file in container.xmlSignatures { try add(try xmlSignatures(file), of: file) }
        for file in container.timestamps { timestamps.append(timestamp(file)) }
        raiseLevels()
    }

    private mutating func add(_ found: [DocumentSignature], of file: String) throws(DocumentRejection) {
        for var signature in found {
            guard signatures.count < limits.signatures else { throw .limit("signatures") }
            if let failure = layoutFailure { signature.formatFailure = signature.formatFailure ?? failure }
            indexes[file, default: []].append(signatures.count)
            signatures.append(signature)
        }
    }

    /// What makes every signature of the container malformed. ETSI EN 319 162-1 §4.3.3.2, §4.4.3.2.
    private var layoutFailure: String? {
        switch container.kind {
        case .simple: container.dataObjects.count == 1 ? nil : "not exactly one data object in an ASiC-S container"
        case .extended: container.dataObjects.isEmpty ? "no data object in the container" : nil
        }
    }

    /// The manifest over which a signature or a timestamp is; none where there are two.
    private func manifest(of file: String) -> (file: String, manifest: ASiCManifest)? {
        let found = manifests.filter { $0.manifest.signature == file }
        return found.count == 1 ? found[0] : nil
    }

    // MARK: - CMS, §4.3.3.2, §4.4.3.2

    private func cmsSignatures(_ file: String) throws(DocumentRejection) -> [DocumentSignature] {
        let signedData: SignedData
        do throws(DocumentRejection) {
            signedData = try CAdESFormat.signedData(container.contents[file] ?? [], limits: limits)
        } catch {
            if case .limit = error { throw error }
            return [DocumentSignature(identifier: file, malformed: "signature file")]
        }
        let manifest = manifest(of: file)
        guard let signed = manifest?.file ?? simpleDataObject, let content = files[signed] else {
            return [DocumentSignature(identifier: file, malformed: "no single manifest for the signature")]
        }
        // Some writers put what is signed into the signature as well; another content there would be signed in its place.
        guard signedData.content.map({ $0.joined().elementsEqual(container.contents[signed] ?? []) }) ?? true else {
            return [DocumentSignature(identifier: file, malformed: "another content inside a detached signature")]
        }
        return try CAdESFormat.signatures(signedData, content: content, limits: limits).map { found in
            var signature = found
            signature.identifier = signedData.signers.count == 1 && !found.identifier.contains(".") ? file : "\(file) \(found.identifier)"
            guard !signature.scope.contains(where: { $0.hasPrefix("signature ") }) else { return signature }
            if let manifest { judge(&signature, manifest.manifest) } else { signature.scope = [signed] }
            cover(&signature, with: manifest.map { $0.manifest.references.compactMap(\.name) } ?? [signed])
            return signature
        }
    }

    private var simpleDataObject: String? { container.kind == .simple && container.dataObjects.count == 1 ? container.dataObjects[0] : nil }

    /// A signature over a manifest is as good as the manifest's digests.
    private func judge(_ signature: inout DocumentSignature, _ manifest: ASiCManifest) {
        signature.scope = manifest.references.compactMap(\.name)
        let uses = Set(manifest.references.map { AlgorithmUse(purpose: .reference, digest: $0.digest?.rawValue ?? $0.digestMethod) })
        signature.algorithms += uses.sorted { ($0.digest ?? "") < ($1.digest ?? "") }
        guard signature.cryptography == .valid, let failure = failure(of: manifest) else { return }
        signature.cryptography = failure
        if case .hashFailure = failure { signature.document = .changed } else { signature.document = .partial }
    }

    /// What differs counts before what is absent, and that before what is not known.
    private func failure(of manifest: ASiCManifest) -> Cryptography? {
        var failure: Cryptography?
        for reference in manifest.references {
            guard let name = reference.name, let file = files[name] else {
                failure = .dataNotFound(reference.uri)
                continue
            }
            guard let algorithm = reference.digest, let digest = file.digest(algorithm) else {
                failure = failure ?? .unsupported(reference.digestMethod)
                continue
            }
            guard digest == reference.value else { return .hashFailure(name) }
        }
        return failure
    }

    /// A file that nobody reads as signed must not look as if it were.
    private func cover(_ signature: inout DocumentSignature, with names: [String]) {
        let covered = Set(names)
        let uncovered = container.dataObjects.filter { !covered.contains($0) }
        guard !uncovered.isEmpty else { return }
        signature.document = max(signature.document, .partial)
        signature.changes += uncovered.map { DocumentChange(kind: "uncovered-file", subject: $0) }
    }

    // MARK: - XML, §4.3.3.2, §4.4.3.2

    private func xmlSignatures(_ file: String) throws(DocumentRejection) -> [DocumentSignature] {
        let tree: XMLTree
        var found: [DocumentSignature]
        let contents = container.contents
        let parts = DetachedParts { uri in
            uri.flatMap(ContainerURI.name).flatMap { contents[$0] }.map { .bytes($0[...]) } ?? .absent
        }
        do throws(DocumentRejection) {
            tree = try XMLReader.read(contents[file]?[...] ?? [], limits: limits)
            found = try XMLSignatureReader(tree, parts: parts, limits: limits).signatures()
        } catch {
            if case .limit = error { throw error }
            return [DocumentSignature(identifier: file, malformed: "signature file")]
        }
        let named = Set(Self.externalReferences(of: tree))
        for index in found.indices {
            found[index].identifier = "\(file)#\(found[index].identifier)"
            guard tree.elements(.signature).count == found.count, !found[index].isCounterSignature(at: index, in: tree) else { continue }
            cover(&found[index], with: found[index].scope.compactMap(ContainerURI.name).filter(named.contains))
        }
        return found
    }

    /// The files that the references of a signature file name: what is in the scope besides is inside the file.
    private static func externalReferences(of tree: XMLTree) -> [String] {
        tree.elements(XMLName("http://www.w3.org/2000/09/xmldsig#", "Reference")).compactMap { node in
            tree.attribute(node, "URI").flatMap { $0.hasPrefix("#") ? nil : ContainerURI.name($0) }
        }
    }

    // MARK: - Timestamps, §4.3.3.3, §4.4.3.4

    private func timestamp(_ file: String) -> FoundTimestamp {
        let bytes = container.contents[file] ?? []
        let manifest = manifest(of: file)
        let over = manifest?.file ?? simpleDataObject
        let isOver = over.flatMap { files[$0] }.flatMap { content in (try? TimestampToken(bytes)).map { $0.covers(content) } } ?? false
        let references = manifest?.manifest.references.compactMap(\.name) ?? []
        let protects = references.flatMap { indexes[$0] ?? [] }
        var timestamp = FoundTimestamp(
            kind: protects.isEmpty ? .container : .archive, token: bytes,
            imprintMatches: isOver && manifest.map { failure(of: $0.manifest) == nil } ?? true)
        timestamp.scope = manifest == nil ? over.map { [$0] } ?? [] : references
        timestamp.protects = protects
        return timestamp
    }

    /// A timestamp over a signature file and all that it signs is what an archive timestamp is elsewhere. ETSI EN 319 162-1 §5.3.
    private mutating func raiseLevels() {
        for timestamp in timestamps where timestamp.imprintMatches {
            for index in timestamp.protects where signatures[index].properties.level == "B-LT" {
                signatures[index].properties.level = "B-LTA"
            }
        }
    }
}

extension DocumentSignature {
    /// Whether it signs another signature's value rather than files.
    fileprivate func isCounterSignature(at index: Int, in tree: XMLTree) -> Bool {
        tree.counterSignedValue(of: tree.elements(.signature)[index]) != nil
    }
}
