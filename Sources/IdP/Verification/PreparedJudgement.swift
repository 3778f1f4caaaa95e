internal import PKI
internal import Primitives

/// Judges one document in a worker, by the revocation data at hand. Nothing is fetched for it.
struct PreparedJudgement {
    /// Nil without an instance, which then has no records either.
    let folder: RevocationFolder?
    let records: [RevocationRecord]

    /// Every document is judged by the small lists; the large ones of an authority would cost each document more than the judgement does,
    /// and are read for those that name it.
    private static let everyTimeBytes = 2 << 20
    /// What a worker's memory has room for beside a document of the largest size.
    private static let maximumBytes = 96 << 20

    /// Blocks until the answer is there.
    func run(_ request: VerificationRequest) -> VerificationAnswer {
        let (small, large) = divided()
        var request = request
        request.revocation = bodies(of: small)
        let first = Self.answer(to: request)
        let further = named(by: first, among: large)
        guard !further.isEmpty else { return first.answer }
        request.revocation += bodies(of: further)
        let second = Self.answer(to: request)
        // What was too much for a worker leaves the judgement without it.
        return second.isComplete ? second.answer : first.answer
    }

    private func bodies(of records: [RevocationRecord]) -> [[UInt8]] { records.compactMap { folder?.body(of: $0) } }

    private func divided() -> (small: [RevocationRecord], large: [RevocationRecord]) {
        var left = Self.everyTimeBytes
        let held = records.filter { $0.evidence != nil }.sorted { Self.size($0) < Self.size($1) }
        let small = held.prefix { record in
            left -= Self.size(record)
            return left >= 0
        }
        return (Array(small), Array(held.dropFirst(small.count)))
    }

    private func named(by first: (answer: VerificationAnswer, isComplete: Bool), among large: [RevocationRecord]) -> [RevocationRecord] {
        guard !large.isEmpty else { return [] }
        let certificates = first.answer.certificates.compactMap { Certificate(der: $0) }
        var left = Self.maximumBytes
        return large.filter { record in
            guard Self.size(record) <= left, certificates.contains(where: { $0.isNamed(asIssuedBy: record.authority) }) else {
                return false
            }
            left -= Self.size(record)
            return true
        }
    }

    private static func size(_ record: RevocationRecord) -> Int { record.evidence?.byteCount ?? 0 }

    private static func answer(to request: VerificationRequest) -> (answer: VerificationAnswer, isComplete: Bool) {
        switch DocumentWorker.run(request.encoded) {
        case .answer(let bytes):
            guard let answer = VerificationAnswer(decoding: bytes) else { return (request.answer(failure: "worker failure"), false) }
            return (answer, true)
        case .failure(let word): return (request.answer(failure: word), false)
        }
    }
}
