internal import PKI

/// The signatures and timestamps of one file.
struct PDFSignatures {
    private let file: PDFFile
    private let pages: PDFPages
    private let final: PDFRevisionState
    private let found: [Found]
    private let store: DocumentSecurityStore
    private let graph: PDFReferenceGraph?
    private let contents: PDFPageContents

    /// A signed field, and the dictionary as it was when it was signed.
    private struct Found {
        let field: FormField
        let name: String
        let dictionary: SignatureDictionary
        let range: SignedByteRange
        let isCertification: Bool
        /// Whether the dictionary is not in the revision that it covers.
        let isForeign: Bool
    }

    init(_ file: PDFFile) throws(DocumentRejection) {
        self.file = file
        pages = try PDFPages(file, in: file.last)
        contents = PDFPageContents(file)
        final = try PDFRevisionState(file, in: file.last)
        found = try Self.search(file, final, pages)
        store = found.isEmpty ? DocumentSecurityStore() : try DocumentSecurityStore(file)
        graph = try Self.graph(file, found, final)
    }

    /// Every signature field of the final revision that has a value, whoever refers to it, and each value once.
    private static func search(_ file: PDFFile, _ final: PDFRevisionState, _ pages: PDFPages) throws(DocumentRejection) -> [Found] {
        var fields = final.fields
        try fields.addWidgets(of: pages, file, in: file.last)
        var values: Set<Int> = []
        var found: [Found] = []
        for field in fields.all where field.isSignature {
            guard let value = field.dictionary["V"], value.reference.map({ values.insert($0.number).inserted }) ?? true else { continue }
            guard let signature = try Self.signature(field, named: "signature \(found.count + 1)", file) else { continue }
            found.append(signature)
            guard found.count <= file.limits.signatures else { throw .limit("signatures") }
        }
        return found.enumerated().sorted { ($0.element.range.revision ?? .max, $0.offset) < ($1.element.range.revision ?? .max, $1.offset) }
            .map(\.element)
    }

    private static func signature(_ field: FormField, named name: String, _ file: PDFFile) throws(DocumentRejection) -> Found? {
        guard let now = try SignatureDictionary(valueOf: field, file, in: file.last) else { return nil }
        var range = SignedByteRange(now.byteRange, file)
        var then = now
        var isForeign = false
        if let revision = range.revision {
            if let place = field.dictionary["V"]?.reference ?? field.reference,
                let original = try SignatureDictionary(at: place, isField: field.dictionary["V"]?.reference == nil, file, in: revision),
                original.byteRange == now.byteRange
            {
                then = original
            } else {
                isForeign = true
                range.fail("the signature is not in the revision that it covers")
            }
            range.check(then, file)
        }
        let isCertification = try Self.isCertification(field, file, in: range.revision ?? file.last)
        return Found(
            field: field, name: field.name.isEmpty ? name : field.name, dictionary: then, range: range, isCertification: isCertification,
            isForeign: isForeign)
    }

    /// ISO 32000-2 §12.8.6.
    private static func isCertification(_ field: FormField, _ file: PDFFile, in revision: Int) throws(DocumentRejection) -> Bool {
        guard let permissions = try file.dictionary(try file.catalog(in: revision)["Perms"], in: revision),
            let certification = permissions["DocMDP"]?.reference
        else { return false }
        return certification == field.dictionary["V"]?.reference
    }

    /// With the referrers of what came after a signature.
    private static func graph(_ file: PDFFile, _ found: [Found], _ final: PDFRevisionState) throws(DocumentRejection) -> PDFReferenceGraph?
    {
        guard !found.isEmpty else { return nil }
        let first = found.filter { !$0.dictionary.isTimestamp }.compactMap(\.range.revision).min() ?? file.last
        let watched = try WatchedObjects(file, signedFrom: first, final).numbers
        return try PDFReferenceGraph(file, in: file.last, watched: watched)
    }

    // MARK: the answer

    mutating func document() throws(DocumentRejection) -> SignedDocument {
        var document = SignedDocument(format: .pades)
        (document.revocationLists, document.ocspResponses) = (store.revocationLists, store.ocspResponses)
        var revisions: [Int?] = []
        for one in found where !one.dictionary.isTimestamp {
            document.signatures.append(try signature(one))
            revisions.append(one.range.revision)
        }
        Self.spread(&document.signatures, revisions)
        for one in found where one.dictionary.isTimestamp {
            var timestamp = timestamp(one)
            if let covered = one.range.revision {
                timestamp.protects = revisions.indices.filter { index in revisions[index].map { $0 < covered } ?? false }
            }
            document.timestamps.append(timestamp)
        }
        for index in document.signatures.indices {
            document.signatures[index].properties.level = level(index, document)
        }
        if let graph {
            document.warnings = try PDFPreparations(file: file, final: final, pages: pages, graph: graph, contents: contents).findings()
        }
        return document
    }

    /// A file that was changed against one signature is no sound ground for those that came over the change: whoever looks at one of them
    /// alone must not take the file for what everybody signed.
    private static func spread(_ signatures: inout [DocumentSignature], _ revisions: [Int?]) {
        let changed = signatures.indices.filter { signatures[$0].document == .changed }.compactMap { revisions[$0] }
        guard let first = changed.min() else { return }
        for index in signatures.indices where signatures[index].document < .changed && (revisions[index] ?? first) > first {
            signatures[index].document = .changed
            signatures[index].changes = [DocumentChange(kind: "earlier-signature")]
        }
    }

    private func content(_ one: Found) -> SignedContent {
        SignedContent(one.range.ranges.isEmpty ? .absent : .parts(one.range.ranges.map { file.bytes[$0] }))
    }

    private func signature(_ one: Found) throws(DocumentRejection) -> DocumentSignature {
        var signature = PDFSignatureValue(dictionary: one.dictionary, content: content(one), store: store, file: file).signature(one.name)
        signature.claimedTime = one.dictionary.claimedTime ?? signature.claimedTime
        signature.scope = scope(one)
        signature.formatFailure = one.range.failure ?? signature.formatFailure
        try judgeCertification(one, &signature)
        guard one.range.failure == nil, let revision = one.range.revision else {
            // A dictionary that its own revision does not have was put there afterwards.
            signature.document = max(signature.document, one.isForeign ? .changed : .partial)
            if one.isForeign { signature.changes = [DocumentChange(kind: "signature-dictionary", subject: one.name)] }
            return signature
        }
        guard revision < file.last else { return signature }
        signature.changes = try changes(since: revision, one)
        signature.document = max(signature.document, signature.changes.isEmpty ? .extended : .changed)
        return signature
    }

    private func scope(_ one: Found) -> [String] {
        guard let revision = one.range.revision else { return ["\(one.range.count) bytes"] }
        return ["revision \(revision + 1) of \(file.revisions.count)", "\(one.range.count) bytes"]
    }

    /// There is one certification, and nobody signed before it. ISO 32000-2 §12.8.2.2.
    private func judgeCertification(_ one: Found, _ signature: inout DocumentSignature) throws(DocumentRejection) {
        guard one.isCertification, let revision = one.range.revision else { return }
        let isFirst = !found.contains { !$0.dictionary.isTimestamp && $0.range.revision.map { $0 < revision } ?? false }
        if !isFirst { signature.formatFailure = signature.formatFailure ?? "certification after another signature" }
    }

    private func changes(since revision: Int, _ one: Found) throws(DocumentRejection) -> [DocumentChange] {
        guard let graph else { return [] }
        do throws(DocumentRejection) {
            var comparison = RevisionComparison(
                file: file, signed: try PDFRevisionState(file, in: revision), final: final, pages: pages, graph: graph,
                permissions: try permissions(until: revision), contents: contents)
            return try comparison.run()
        } catch {
            guard case .malformed = error else { throw error }
            return [DocumentChange(kind: "object")]
        }
    }

    /// What everybody who had signed by then permits.
    private func permissions(until revision: Int) throws(DocumentRejection) -> ModificationPermissions {
        var permissions = ModificationPermissions()
        for one in found {
            guard let signed = one.range.revision, signed <= revision, one.range.failure == nil else { continue }
            var field = one.field.dictionary
            if let reference = one.field.reference { field = try file.object(reference, in: signed).dictionary ?? field }
            try permissions.add(one.dictionary, field: field, file, in: signed)
        }
        return permissions
    }

    // MARK: timestamps

    private func timestamp(_ one: Found) -> FoundTimestamp {
        let token = Self.withoutPadding(one.dictionary.contents ?? [])
        let matches = one.range.failure == nil && (try? TimestampToken(token))?.covers(content(one)) ?? false
        var timestamp = FoundTimestamp(kind: .archive, token: token, imprintMatches: matches)
        timestamp.scope = scope(one)
        return timestamp
    }

    /// The first value, where nothing but zeros follow: the string was made longer than the token.
    private static func withoutPadding(_ bytes: [UInt8]) -> [UInt8] {
        var reader = DERReader(bytes[...], rules: .ber)
        guard let value = try? reader.next(), reader.rest.allSatisfy({ $0 == 0 }) else { return bytes }
        return Array(value.encoding)
    }

    // MARK: level

    /// ETSI EN 319 142-1 §6.3, table 1.
    private func level(_ index: Int, _ document: SignedDocument) -> String? {
        let signature = document.signatures[index]
        let own = found.filter { !$0.dictionary.isTimestamp }[index]
        guard signature.properties.isAdES, signature.formatFailure == nil, own.dictionary.subFilter == "ETSI.CAdES.detached",
            signature.claimedTime != nil
        else { return nil }
        let archives = zip(document.timestamps, found.filter(\.dictionary.isTimestamp)).filter { timestamp, _ in
            timestamp.imprintMatches && timestamp.protects.contains(index)
        }
        guard !archives.isEmpty || signature.timestamps.contains(where: { $0.kind == .signature && $0.imprintMatches }) else {
            return "B-B"
        }
        guard let evidence = store.firstRevision else {
            return signature.revocationLists.isEmpty && signature.ocspResponses.isEmpty ? "B-T" : "B-LT"
        }
        return archives.contains { _, place in place.range.revision.map { $0 >= evidence } ?? false } ? "B-LTA" : "B-LT"
    }
}
