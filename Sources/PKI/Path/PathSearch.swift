/// Finds chains from a certificate up to an anchor by name and signature. Nobody else's idea of an issuer counts, so that an authority
/// that renewed its key under the same name is found too.
struct PathSearch {
    private let store: TrustStore
    private let domains: Set<TrustDomain>
    private let others: [NameHash: [Certificate]]
    private var pending: [[Certificate]]
    private var found: [Candidate] = []
    private(set) var isExhausted = false
    private var signaturesLeft = Self.maximumSignatures

    /// A chain in which each certificate was signed by the next; nothing else is checked.
    struct Candidate {
        let certificates: [Certificate]
        let anchor: TrustAnchor
    }

    /// Authorities between the certificate and its anchor. More are not met in practice, and each costs a signature.
    static let maximumIntermediates = 5
    /// A file may bring hundreds of certificates of one name; none of its own chains needs as many checks.
    static let maximumSignatures = 64

    init(_ certificate: Certificate, in store: TrustStore, with others: [Certificate], domains: Set<TrustDomain>) {
        self.store = store
        self.domains = domains
        self.others = Dictionary(grouping: others, by: \.subjectHash)
        pending = [[certificate]]
    }

    /// The next chain, the shortest first among those of one issuer; nil when there are no more or the budget is used up.
    mutating func next() -> Candidate? {
        while found.isEmpty, let path = pending.popLast() { extend(path) }
        return found.popLast()
    }

    private mutating func extend(_ path: [Certificate]) {
        let last = path[path.count - 1]
        if path.count == 1, let anchor = store.anchor(last), domains.contains(anchor.domain) {
            found.append(Candidate(certificates: path, anchor: anchor))
            return
        }
        for anchor in store.anchors(named: last.issuerHash) where domains.contains(anchor.domain) && signed(last, by: anchor.certificate) {
            found.append(Candidate(certificates: path + [anchor.certificate], anchor: anchor))
        }
        guard path.count <= Self.maximumIntermediates else { return }
        // The store's own certificates before those that came with the file, whose number is its author's choice.
        let issuers = store.intermediates(named: last.issuerHash) + others[last.issuerHash, default: []]
        let fitting = issuers.filter { issuer in
            !path.contains(where: { $0.fingerprint == issuer.fingerprint }) && signed(last, by: issuer)
        }
        // The last is tried first.
        pending += fitting.reversed().map { path + [$0] }
    }

    private mutating func signed(_ certificate: Certificate, by issuer: Certificate) -> Bool {
        guard certificate.isNamed(asIssuedBy: issuer) else { return false }
        guard signaturesLeft > 0 else {
            isExhausted = true
            return false
        }
        signaturesLeft -= 1
        return certificate.isSigned(by: issuer)
    }
}
