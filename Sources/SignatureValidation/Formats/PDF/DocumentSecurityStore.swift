internal import PKI

/// Certificates and revocation evidence that the file carries for all of its signatures. ETSI EN 319 142-1 §5.4; ISO 32000-2 §12.8.4.3.
///
/// What any revision held is taken, as later ones may have dropped it, and all of it is unbelieved.
struct DocumentSecurityStore {
    private(set) var certificates: [Certificate] = []
    private(set) var revocationLists: [[UInt8]] = []
    private(set) var ocspResponses: [[UInt8]] = []
    /// The first revision with evidence of revocation; nil: none has.
    private(set) var firstRevision: Int?

    private var visited: Set<Int> = []

    init() {}

    init(_ file: PDFFile) throws(DocumentRejection) {
        var previous: PDFValue?
        for revision in file.revisions.indices {
            let root = file.revisions[revision].trailer["Root"]
            guard let value = try file.dictionary(root, in: revision)?["DSS"], let store = try file.dictionary(value, in: revision) else {
                continue
            }
            // The same dictionary holds the same, unless an array behind a reference was replaced.
            let isKept = previous == .dictionary(store) && !hasIndirectLists(store)
            previous = .dictionary(store)
            if !isKept { try add(store, file, revision) }
        }
    }

    private func hasIndirectLists(_ store: PDFDictionary) -> Bool {
        ["Certs", "CRLs", "OCSPs", "VRI"].contains { store[$0]?.reference != nil }
    }

    private mutating func add(_ store: PDFDictionary, _ file: PDFFile, _ revision: Int) throws(DocumentRejection) {
        for bytes in try streams(store["Certs"], file, revision) {
            if let certificate = Certificate(der: bytes) { certificates.append(certificate) }
        }
        revocationLists += try streams(store["CRLs"], file, revision)
        ocspResponses += try streams(store["OCSPs"], file, revision)
        // What VRI lists should be in the lists above as well; some writers leave it out there.
        for entry in try file.dictionary(store["VRI"], in: revision)?.entries ?? [] {
            guard let related = try file.dictionary(entry.value, in: revision) else { continue }
            for bytes in try streams(related["Cert"], file, revision) {
                if let certificate = Certificate(der: bytes) { certificates.append(certificate) }
            }
            revocationLists += try streams(related["CRL"], file, revision)
            ocspResponses += try streams(related["OCSP"], file, revision)
        }
        if firstRevision == nil, !revocationLists.isEmpty || !ocspResponses.isEmpty { firstRevision = revision }
        guard certificates.count <= file.limits.certificates else { throw .limit("certificates") }
    }

    /// Each stream once; one that cannot be read is no evidence.
    private mutating func streams(_ value: PDFValue?, _ file: PDFFile, _ revision: Int) throws(DocumentRejection) -> [[UInt8]] {
        var found: [[UInt8]] = []
        for value in try file.array(value, in: revision) ?? [] {
            guard let reference = value.reference, visited.insert(reference.number).inserted else { continue }
            do throws(DocumentRejection) {
                if let bytes = try file.stream(value, in: revision) { found.append(bytes) }
            } catch {
                if case .limit = error { throw error }
            }
        }
        return found
    }
}
