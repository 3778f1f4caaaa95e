package import PKI
package import Primitives

/// The answer about one file.
package struct Report: Sendable {
    /// As it was handed in; nil when it had no name.
    package var file: String?
    package var format: FormatName?
    package var indication: Indication
    /// Why the file was refused, or what decided.
    package var reason: Reason?
    package var signatures: [SignatureReport] = []
    /// Timestamps that stand alone.
    package var timestamps: [TimestampReport] = []
    package var evidenceRecords = 0
    /// About the file as a whole.
    package var warnings: [Finding] = []
    package var policy: PolicyName
    /// The time at which it was judged, and for which it says anything.
    package var validationTime: Instant
    /// SHA-256 of the file; nil when only a digest of its content was handed in.
    package var digest: [UInt8]?

    package struct PolicyName: Sendable, Equatable {
        package var name: String
        package var version: String
    }

    package enum Reason: Sendable, Equatable {
        case rejection(DocumentRejection)
        /// The time, memory or process that the judgement was given ended before it did.
        case workerFailure(String)
        case subIndication(SubIndication)
        case noSignature
    }

    package init(indication: Indication, policy: ValidationPolicy, validationTime: Instant) {
        self.indication = indication
        self.policy = PolicyName(name: policy.name, version: policy.version)
        self.validationTime = validationTime
    }
}

extension Report {
    /// Everybody about whom revocation was asked, each once: of the chains of signers and of those who stamped, all but the anchors.
    package var certificatesInQuestion: [Certificate] {
        let stamps = signatures.flatMap(\.timestamps) + timestamps
        let chains = signatures.map { $0.chain.map(\.certificate) } + stamps.map(\.chain)
        var seen: Set<Certificate> = []
        return chains.flatMap { $0.dropLast() }.filter { seen.insert($0).inserted }
    }
}
