package import PKI
package import Primitives

/// The answer about one timestamp.
package struct TimestampReport: Sendable, Equatable {
    package var kind: FoundTimestamp.Kind
    /// What it says, whether it is to be believed or not; nil when it cannot be read.
    package var time: Instant?
    /// The common name of its authority.
    package var authority: String?
    /// From the authority to the anchor; empty when no chain was found.
    package var chain: [Certificate] = []
    package var indication: Indication
    package var subIndication: SubIndication?
    package var scope: [String] = []

    package init(kind: FoundTimestamp.Kind, indication: Indication, subIndication: SubIndication? = nil) {
        self.kind = kind
        self.indication = indication
        self.subIndication = subIndication
    }
}
