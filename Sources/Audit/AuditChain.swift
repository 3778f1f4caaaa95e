package import Primitives
internal import TokenCrypto

/// Links each record of the log to the one before it, under a key that is not kept with the log: who can write to the
/// database, but has not the key, cannot change, insert, remove or reorder a record unnoticed.
///
/// The head says how long the log is; without it a log cut short would look whole. Not covered: a log that is put back, head
/// and all, to what it was at an earlier time. That shows only against a copy kept elsewhere.
package struct AuditChain: Sendable {
    private let key: Secret

    package init(key: Secret) { self.key = key }

    /// The link before the first record.
    package static let origin = [UInt8](repeating: 0, count: 32)

    /// HMAC-SHA256(key, "event" ‖ previous link ‖ record).
    package func link(_ record: AuditRecord, after previous: [UInt8]) -> [UInt8] {
        HMAC.sha256(key: key.exposed, Array("event".utf8) + previous + record.canonicalBytes)
    }

    /// The head of a log whose last record has this sequence number and link.
    package func head(sequence: Int64, link: [UInt8]) -> AuditHead {
        AuditHead(sequence: sequence, link: link, seal: seal(sequence: sequence, link: link))
    }

    /// Whether the head was made with this chain's key.
    package func isGenuine(_ head: AuditHead) -> Bool {
        constantTimeEqual(head.seal, seal(sequence: head.sequence, link: head.link))
    }

    /// Another first word than a record's link: neither can be passed off as the other.
    private func seal(sequence: Int64, link: [UInt8]) -> [UInt8] {
        var message = Array("head".utf8)
        message.append(bigEndian: sequence)
        return HMAC.sha256(key: key.exposed, message + link)
    }
}

/// The end of the log.
package struct AuditHead: Sendable, Equatable {
    /// The number of the last record; 0 when there is none.
    package let sequence: Int64
    package let link: [UInt8]
    package let seal: [UInt8]

    package init(sequence: Int64, link: [UInt8], seal: [UInt8]) {
        self.sequence = sequence
        self.link = link
        self.seal = seal
    }
}
