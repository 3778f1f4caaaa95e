internal import Primitives

/// Whether proven times follow one another as they must. ETSI EN 319 102-1 §5.5.4 (6).
enum TimeOrder {
    /// Nil when nothing contradicts anything.
    static func violation(_ signature: DocumentSignature, _ proof: ExistenceProof, _ policy: ValidationPolicy) -> Finding? {
        let times = { (kinds: [FoundTimestamp.Kind]) in proof.timestamps.filter { kinds.contains($0.found.kind) }.compactMap(\.provenTime) }
        let (content, own, archive) = (times([.content]), times([.signature]), times([.archive]))
        if let last = content.max(), let first = (own + archive).min(), last > first + policy.tolerance {
            return Finding("timestamp-order")
        }
        if let first = own.min(), let earliest = archive.min(), first > earliest + policy.tolerance { return Finding("timestamp-order") }
        if zip(archive, archive.dropFirst()).contains(where: { $0 > $1 + policy.tolerance }) { return Finding("timestamp-order") }
        guard let claimed = signature.claimedTime, let proven = proof.latest else { return nil }
        return ClaimedTimeReading(claimed, against: proven, tolerance: policy.tolerance) == .later
            ? Finding("claimed-time-after-timestamp") : nil
    }
}
