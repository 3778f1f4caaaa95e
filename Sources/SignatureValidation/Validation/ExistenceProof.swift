internal import Primitives

/// When a signature existed, as far as its timestamps prove it. ETSI EN 319 102-1 §5.5, §5.6.3.
struct ExistenceProof {
    /// The earliest proven time at which it existed; nil: nothing is proven.
    var latest: Instant?
    /// The latest proven time at which it did not exist yet: of a timestamp over its content.
    var earliest: Instant?
    /// Its own timestamps, in the order of the document.
    var timestamps: [JudgedTimestamp]

    func moment(_ now: Instant) -> CertificateJudge.Moment { .init(latest: latest ?? now, isProven: latest != nil, earliest: earliest) }

    /// Later timestamps are judged first, since they prove that what they cover existed while it could still be believed.
    ///
    /// - Parameters:
    ///   - signature: its timestamps in the order in which they were added.
    ///   - standing: those that stand alone and protect it, judged already.
    init(of signature: DocumentSignature, standing: [JudgedTimestamp], judge: TimestampJudge, now: Instant) {
        var horizon = standing.compactMap(\.provenTime).min()
        latest = horizon
        var judged: [Int: JudgedTimestamp] = [:]
        let judgeAtHorizon = { (found: FoundTimestamp, horizon: Instant?) in
            judge.judge(found, at: horizon ?? now, isProven: horizon != nil)
        }
        for (index, found) in signature.timestamps.enumerated().reversed() where found.kind != .content {
            let verdict = judgeAtHorizon(found, horizon)
            judged[index] = verdict
            guard let time = verdict.provenTime else { continue }
            if found.kind == .archive || found.kind == .container { horizon = [horizon, time].compactMap { $0 }.min() }
            // A timestamp over references alone says nothing about the signature.
            if found.kind != .references { latest = [latest, time].compactMap { $0 }.min() }
        }
        // The signature covers these, and so proves them as far as it is proven itself.
        for (index, found) in signature.timestamps.enumerated() where found.kind == .content {
            let verdict = judgeAtHorizon(found, latest)
            judged[index] = verdict
            earliest = [earliest, verdict.provenTime].compactMap { $0 }.max()
        }
        timestamps = signature.timestamps.indices.compactMap { judged[$0] }
    }
}
