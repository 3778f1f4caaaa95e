package import Primitives

/// Asks all the evidence at hand about the certificates of a path. RFC 5280 §6.3, RFC 6960 §3.2.
package struct RevocationJudge: Sendable {
    let store: TrustStore
    let evidence: RevocationEvidence
    /// The moment at which whoever signed a list or an answer must have been entitled to.
    let instant: Instant
    let freshness: RevocationFreshness
    /// Certificates whose own status is being asked: none vouches for itself.
    let underway: Set<[UInt8]>

    /// - Parameter evidence: of the document; what the store holds is asked as well, and first: however much a document brings, it cannot
    ///   use up what is spent on the store's.
    package init(
        store: TrustStore, evidence: RevocationEvidence, at instant: Instant, freshness: RevocationFreshness = RevocationFreshness()
    ) {
        self.init(store: store, evidence: store.revocation + evidence, instant: instant, freshness: freshness, underway: [])
    }

    private init(
        store: TrustStore, evidence: RevocationEvidence, instant: Instant, freshness: RevocationFreshness, underway: Set<[UInt8]>
    ) {
        self.store = store
        self.evidence = evidence
        self.instant = instant
        self.freshness = freshness
        self.underway = underway
    }

    /// For one certificate, of lists and of answers each. More evidence of one issuer than this is somebody's game.
    static let maximumSignatures = 128

    /// Signers of lists that need lists of other signers: deeper is nobody's practice.
    private static let maximumDepth = 3

    /// The same judge, for a certificate that an answer about `certificate` depends on; nil when that would go round in a circle.
    func inquiring(about certificate: Certificate) -> RevocationJudge? {
        guard underway.count < Self.maximumDepth, !underway.contains(certificate.fingerprint) else { return nil }
        return RevocationJudge(
            store: store, evidence: evidence, instant: instant, freshness: freshness, underway: underway.union([certificate.fingerprint]))
    }

    /// Everything that is believed about the certificate at that place of the path, the newest first.
    package func statements(about index: Int, of path: CertificationPath) -> [RevocationStatement] {
        guard index + 1 < path.certificates.count else { return [] }
        let all = listStatements(about: index, of: path) + responseStatements(about: index, of: path)
        return all.sorted { $0.thisUpdate > $1.thisUpdate }
    }

    /// The status of the certificate at that place of the path at the judge's moment.
    ///
    /// A revocation that anybody reports counts, however old the report; that there is none needs a fresh report.
    package func status(of index: Int, in path: CertificationPath) -> RevocationStatus {
        Self.status(of: path.certificates[index], from: statements(about: index, of: path), at: instant, freshness: freshness)
    }

    /// The same, from statements that were sifted before: by when they are proven to have existed, for example.
    package static func status(
        of certificate: Certificate, from statements: [RevocationStatement], at instant: Instant, freshness: RevocationFreshness
    ) -> RevocationStatus {
        let useful = statements.filter { $0.status != .unknown && $0.isConclusive(about: certificate) }
        for statement in useful {
            if case .revoked(let time, let reason) = statement.status { return .revoked(at: time, reason, statement) }
        }
        guard let newest = useful.first else { return .missing }
        // A hold counts until a newer report takes it back.
        if case .suspended(let time) = newest.status { return .suspended(since: time, newest) }
        return freshness.isFresh(newest, at: instant) ? .good(newest) : .outOfBounds(newest)
    }
}
