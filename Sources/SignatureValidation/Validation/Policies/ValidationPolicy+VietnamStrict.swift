internal import PKI
internal import Primitives

extension ValidationPolicy {
    /// `vn-strict`: for new dossiers. Circular 15/2025/TT-BKHCN; end dates of algorithms after ETSI TS 119 312.
    package static let vietnamStrict = ValidationPolicy(
        name: "vn-strict", version: "1",
        severities: [
            .noUndefinedChange: .fail,
            .noUncoveredContent: .fail,
            .noBrokenAlgorithm: .fail,
            .reliableAlgorithms: .fail,
            .timestampPresent: .warn,
            .timestampsValid: .warn,
            .certificateReferenceInBaseline: .fail,
            .certificateReference: .warn,
            .claimedTimePlausible: .warn,
            .keyUsage: .fail,
            .firstGenerationRoot: .inform,
            .criticalPropertiesUnderstood: .fail,
            .soundProperties: .fail,
        ],
        algorithms: broken + [
            AlgorithmLimit(.digest("SHA-1"), .until(day(2012, 8, 1))),
            AlgorithmLimit(.digest("RIPEMD-160"), .until(day(2014, 8, 1))),
            AlgorithmLimit(.digest("SHA-224"), .until(day(2025, 8, 15))),
            AlgorithmLimit(.digest("SHA3-224"), .until(day(2025, 8, 15))),
            AlgorithmLimit(.keyBelow(signature: "RSA", bits: 2048), .until(day(2019, 10, 1))),
            AlgorithmLimit(.keyBelow(signature: "RSA-PSS", bits: 2048), .until(day(2019, 10, 1))),
            AlgorithmLimit(.keyBelow(signature: "ECDSA", bits: 256), .until(day(2021, 1, 1))),
        ],
        tolerance: 60, revocationAge: 3 * 86_400)

    /// Broken so thoroughly that not even proof of time helps.
    static let broken: [AlgorithmLimit] = [
        AlgorithmLimit(.digest("MD5"), .broken),
        AlgorithmLimit(.keyBelow(signature: "RSA", bits: 1024), .broken),
        AlgorithmLimit(.keyBelow(signature: "RSA-PSS", bits: 1024), .broken),
        AlgorithmLimit(.keyBelow(signature: "ECDSA", bits: 160), .broken),
    ]

    /// Midnight UTC at the beginning of a day.
    static func day(_ year: Int, _ month: Int, _ day: Int) -> Instant {
        guard let instant = Instant(year: year, month: month, day: day) else { preconditionFailure("a policy names a day that is none") }
        return instant
    }
}
