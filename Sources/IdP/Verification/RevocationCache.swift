internal import PKI
internal import Primitives
internal import Synchronization

/// What the server holds of revocation data between the one who fetches it and those who judge by it. Neither waits for the other.
final class RevocationCache: Sendable {
    let folder: RevocationFolder

    private struct State {
        var records: [String: RevocationRecord]
        var met: [[[UInt8]]] = []
        var fetches: [FetchResult: Int] = [:]
    }
    private let state: Mutex<State>

    enum FetchResult: String, CaseIterable { case kept, refused, unreachable }

    /// Documents whose certificates have not been looked at yet. More within a second will be met again.
    private static let longestQueue = 256
    /// Of all files together.
    static let maximumBytes = 512 << 20

    init(_ folder: RevocationFolder) {
        self.folder = folder
        state = Mutex(State(records: Dictionary(folder.records().map { ($0.key, $0) }) { first, _ in first }))
    }

    var records: [RevocationRecord] { state.withLock { Array($0.records.values) } }
    func record(_ key: String) -> RevocationRecord? { state.withLock { $0.records[key] } }

    /// Notes the certificates of a document that was judged, as its worker reported them: unbelieved.
    func note(_ certificates: [[UInt8]]) {
        guard !certificates.isEmpty else { return }
        state.withLock { state in if state.met.count < Self.longestQueue { state.met.append(certificates) } }
    }

    func takeNoted() -> [[[UInt8]]] {
        state.withLock { state in
            defer { state.met = [] }
            return state.met
        }
    }

    /// Keeps a record, on disk before in memory.
    func keep(_ record: RevocationRecord, _ body: [UInt8]) throws {
        try folder.store(record, body)
        state.withLock { $0.records[record.key] = record }
    }

    /// Whether a body of that length has room beside all others.
    func hasRoom(for byteCount: Int, at key: String) -> Bool {
        state.withLock { state in
            state.records.reduce(byteCount) { $0 + ($1.key == key ? 0 : $1.value.evidence?.byteCount ?? 0) } <= Self.maximumBytes
        }
    }

    /// A document met a certificate that names the address. Written to disk with the next answer from there.
    func touch(_ key: String, at now: Instant) { state.withLock { $0.records[key]?.met = now } }

    func forget(_ record: RevocationRecord) throws {
        state.withLock { $0.records[record.key] = nil }
        try folder.remove(record)
    }

    func count(_ result: FetchResult) { state.withLock { $0.fetches[result, default: 0] += 1 } }

    /// Prometheus' text exposition format, version 0.0.4.
    func metrics(at now: Instant) -> String {
        let (records, fetches) = state.withLock { (Array($0.records.values), $0.fetches) }
        let held = records.filter { $0.evidence != nil }
        let fresh = held.count { $0.isFresh(at: now) }
        var lines = ["# TYPE idp_revocation_sources gauge"]
        for (name, count) in [("fresh", fresh), ("stale", held.count - fresh), ("absent", records.count - held.count)] {
            lines.append("idp_revocation_sources{state=\"\(name)\"} \(count)")
        }
        lines += ["# TYPE idp_revocation_bytes gauge", "idp_revocation_bytes \(held.reduce(0) { $0 + ($1.evidence?.byteCount ?? 0) })"]
        lines.append("# TYPE idp_revocation_fetches_total counter")
        for result in FetchResult.allCases { lines.append("idp_revocation_fetches_total{result=\"\(result)\"} \(fetches[result] ?? 0)") }
        return lines.joined(separator: "\n") + "\n"
    }
}
