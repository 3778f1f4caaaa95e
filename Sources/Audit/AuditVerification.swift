internal import Primitives

/// Walks the log from its first record to its head, and stops at the first record that is not as it was written.
package struct AuditVerification: Sendable {
    private let chain: AuditChain
    private var link = AuditChain.origin
    /// How many records were found intact.
    package private(set) var count: Int64 = 0

    package init(_ chain: AuditChain) { self.chain = chain }

    /// Takes the next record, in the order of their sequence.
    package mutating func take(_ record: AuditRecord, link stored: [UInt8]) throws(AuditFinding) {
        let expected = count + 1
        guard record.sequence >= expected else { throw .added(sequence: record.sequence) }
        guard record.sequence == expected else { throw .missing(sequence: expected) }
        let computed = chain.link(record, after: link)
        guard constantTimeEqual(computed, stored) else { throw .altered(sequence: expected) }
        count = expected
        link = computed
    }

    /// Compares the end that was reached with the head.
    package func finish(at head: AuditHead?) throws(AuditFinding) {
        guard let head else { throw .headMissing }
        guard chain.isGenuine(head) else { throw .headAltered }
        guard count >= head.sequence else { throw .missing(sequence: count + 1) }
        guard count == head.sequence else { throw .added(sequence: head.sequence + 1) }
        guard constantTimeEqual(link, head.link) else { throw .headAltered }
    }
}
