internal import Synchronization

/// Whether new requests should be sent here: false before everything listens and from the moment a stop is asked for.
package final class Readiness: Sendable {
    private let ready = Atomic(false)

    package init() {}

    package var isReady: Bool { ready.load(ordering: .acquiring) }

    func set(_ value: Bool) { ready.store(value, ordering: .releasing) }
}
