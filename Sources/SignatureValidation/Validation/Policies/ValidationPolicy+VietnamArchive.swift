extension ValidationPolicy {
    /// `vn-archive`: for documents of before 2023, of which SHA-1 invoices of 2019 to 2022 are the bulk.
    package static let vietnamArchive = ValidationPolicy(
        name: "vn-archive", version: "1",
        severities: [
            .noUndefinedChange: .fail,
            .noUncoveredContent: .fail,
            .noBrokenAlgorithm: .fail,
            .reliableAlgorithms: .fail,
            .timestampPresent: .warn,
            .timestampsValid: .warn,
            .certificateReferenceInBaseline: .warn,
            .certificateReference: .warn,
            .claimedTimePlausible: .warn,
            .keyUsage: .warn,
            .firstGenerationRoot: .warn,
            .criticalPropertiesUnderstood: .fail,
            .soundProperties: .warn,
        ],
        algorithms: broken + [
            AlgorithmLimit(.digest("SHA-1"), .until(day(2023, 1, 1))),
            AlgorithmLimit(.digest("RIPEMD-160"), .until(day(2014, 8, 1))),
            AlgorithmLimit(.keyBelow(signature: "RSA", bits: 2048), .until(day(2023, 1, 1))),
            AlgorithmLimit(.keyBelow(signature: "RSA-PSS", bits: 2048), .until(day(2023, 1, 1))),
            AlgorithmLimit(.keyBelow(signature: "ECDSA", bits: 256), .until(day(2023, 1, 1))),
        ],
        tolerance: 60, revocationAge: 3 * 86_400)
}
