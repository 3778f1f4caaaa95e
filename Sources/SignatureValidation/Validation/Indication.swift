/// What is said of a signature as a whole, and of a file. ETSI EN 319 102-1 §5.1.3; the last two are for files alone.
package enum Indication: String, Sendable, CaseIterable {
    case totalPassed = "TOTAL-PASSED"
    case indeterminate = "INDETERMINATE"
    case totalFailed = "TOTAL-FAILED"
    case noSignature = "NO-SIGNATURE"
    case refused = "REFUSED"

    /// What a file gets whose signatures have these: the worst decides.
    package static func ofFile(_ signatures: [Indication]) -> Indication {
        if signatures.contains(.totalFailed) { return .totalFailed }
        if signatures.contains(.indeterminate) { return .indeterminate }
        return signatures.isEmpty ? .noSignature : .totalPassed
    }
}
