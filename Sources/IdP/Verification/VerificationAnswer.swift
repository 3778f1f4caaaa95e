internal import PKI
internal import Primitives

/// What a worker says: the report in the form that was asked for, and about whose certificates it would have liked to know more.
struct VerificationAnswer: Sendable, Equatable {
    let report: [UInt8]
    /// DER of the certificates whose revocation was asked about, as the worker found them.
    let certificates: [[UInt8]]

    /// Chains are short; a document with more signers than this is looked at again when its first ones are known.
    private static let maximumCertificates = 64

    init(report: [UInt8], certificates: [Certificate] = []) {
        self.report = report
        self.certificates = certificates.prefix(Self.maximumCertificates).map(\.der)
    }

    /// One line of JSON, then the report.
    var encoded: [UInt8] {
        let header: JSON.Object = ["certificates": .array(certificates.map { .string(Base64URL.encode($0)) })]
        return header.bytes + [UInt8(ascii: "\n")] + report
    }

    /// Nil for anything but what `encoded` wrote.
    init?(decoding bytes: [UInt8]) {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")), let header = try? JSON(parsing: Array(bytes[..<end])),
            let texts = header["certificates"]?.strings, texts.count <= Self.maximumCertificates
        else { return nil }
        let certificates = texts.compactMap { Base64URL.decode($0) }
        guard certificates.count == texts.count else { return nil }
        self.certificates = certificates
        report = Array(bytes[(end + 1)...])
    }
}
