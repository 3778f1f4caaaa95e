/// What a signature is compared with: bytes in parts, or nothing but their digest. Each hash is computed once.
///
/// Not to be shared between tasks: it remembers.
package final class SignedContent {
    package enum Source: Sendable {
        case parts([ArraySlice<UInt8>])
        case digest(DigestAlgorithm, [UInt8])
        case absent
    }

    package let source: Source
    private var known: [DigestAlgorithm: [UInt8]] = [:]

    package init(_ source: Source) {
        self.source = source
        if case .digest(let algorithm, let value) = source { known[algorithm] = value }
    }

    /// Nil when it cannot be known: content absent, another algorithm than the one given, or one that the library does not have.
    package func digest(_ algorithm: DigestAlgorithm) -> [UInt8]? {
        if let digest = known[algorithm] { return digest }
        guard case .parts(let parts) = source, let digest = algorithm.digest(parts: parts) else { return nil }
        known[algorithm] = digest
        return digest
    }

    package var parts: [ArraySlice<UInt8>]? { if case .parts(let parts) = source { parts } else { nil } }
}
