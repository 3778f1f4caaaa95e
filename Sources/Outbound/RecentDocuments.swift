package import OAuth

/// Documents that were fetched some seconds ago are not fetched again: neither a crowd nor a stranger with a link makes one address busy.
package actor RecentDocuments: DocumentSource {
    /// Seconds for which an answer, or that there was none, is given again.
    static let lifetime = 10.0
    /// Documents that are remembered; with their longest length this bounds the memory.
    static let capacity = 128

    private let source: any DocumentSource
    private let monotonicSeconds: @Sendable () -> Double
    private var entries: [String: (document: Task<[UInt8]?, Never>, began: Double)] = [:]

    package init(_ source: any DocumentSource) { self.init(source, monotonicSeconds: MonotonicClock.seconds) }

    init(_ source: any DocumentSource, monotonicSeconds: @escaping @Sendable () -> Double) {
        self.source = source
        self.monotonicSeconds = monotonicSeconds
    }

    package func document(at address: String) async -> [UInt8]? {
        let now = monotonicSeconds()
        if let entry = entries[address], now - entry.began < Self.lifetime { return await entry.document.value }
        if entries.count >= Self.capacity { entries = entries.filter { now - $0.value.began < Self.lifetime } }
        guard entries.count < Self.capacity else { return nil }
        let document = Task { [source] in await source.document(at: address) }
        entries[address] = (document, now)
        return await document.value
    }
}
