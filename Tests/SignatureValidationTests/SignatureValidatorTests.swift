import PKI
import Primitives
import SignatureValidation
import Testing

/// The order of the building blocks, by signatures that a format might have found. ETSI EN 319 102-1 §5.
struct SignatureValidatorTests {
    static let now = Instant(secondsSinceEpoch: 1_795_000_000)

    static func report(_ signature: DocumentSignature, policy: ValidationPolicy = .vietnamStrict) -> SignatureReport? {
        let signed = SignedDocument(format: .cades, signatures: [signature])
        return SignatureValidator(trust: TrustStore(), policy: policy, at: now).judge(signed).signatures.first
    }

    static func signature(_ cryptography: Cryptography, _ state: DocumentState = .unchanged) -> DocumentSignature {
        DocumentSignature(identifier: "1", cryptography: cryptography, document: state)
    }

    static let causes: [(Cryptography, String, String, String)] = [
        (.hashFailure("content"), "TOTAL-FAILED", "HASH_FAILURE", "invalid"),
        (.signatureFailure("value"), "TOTAL-FAILED", "SIG_CRYPTO_FAILURE", "invalid"),
        (.dataNotFound("content"), "INDETERMINATE", "SIGNED_DATA_NOT_FOUND", "unsupported"),
        (.certificateNotFound, "INDETERMINATE", "NO_SIGNING_CERTIFICATE_FOUND", "unsupported"),
        (.unsupported("HMAC"), "INDETERMINATE", "CRYPTO_CONSTRAINTS_FAILURE", "unsupported"),
        // A key without a certificate is nobody's, however sound the mathematics.
        (.valid, "INDETERMINATE", "NO_SIGNING_CERTIFICATE_FOUND", "valid"),
    ]

    @Test(arguments: causes)
    func `what the mathematics says decides before trust`(_ found: Cryptography, _ indication: String, _ sub: String, _ word: String) throws
    {
        let report = try #require(Self.report(Self.signature(found)))
        #expect(report.indication.rawValue == indication)
        #expect(report.subIndication?.rawValue == sub)
        #expect(report.cryptography.rawValue == word)
    }

    @Test func `a malformed signature fails whatever its mathematics`() throws {
        var signature = Self.signature(.valid)
        signature.formatFailure = "no ByteRange"
        let report = try #require(Self.report(signature))
        #expect(report.subIndication == .formatFailure)
        #expect(report.indication == .totalFailed)
        #expect(report.cryptography == .valid)
    }

    @Test(arguments: [DocumentState.changed, .partial])
    func `a change or an uncovered part is named beside what else is wrong`(_ state: DocumentState) throws {
        let report = try #require(Self.report(Self.signature(.valid, state)))
        #expect(report.document == state)
        #expect(report.errors.contains { $0.code == (state == .changed ? "content-changed" : "content-not-covered") })
    }

    static let algorithms: [(AlgorithmUse, String?)] = [
        (AlgorithmUse(purpose: .signature, digest: "MD5", signature: "RSA", keyBits: 2048), "algorithm-broken"),
        (AlgorithmUse(purpose: .signature, digest: "SHA-256", signature: "RSA", keyBits: 1023), "algorithm-broken"),
        (AlgorithmUse(purpose: .reference, digest: "SHA-1"), "algorithm-aged"),
        (AlgorithmUse(purpose: .signature, digest: "SHA-256", signature: "RSA", keyBits: 1024), "algorithm-aged"),
        (AlgorithmUse(purpose: .signature, digest: "SHA-256", signature: "ECDSA", keyBits: 224), "algorithm-aged"),
        (AlgorithmUse(purpose: .signature, digest: "SHA-256", signature: "RSA", keyBits: 2048), nil),
        (AlgorithmUse(purpose: .signature, digest: nil, signature: "EdDSA", keyBits: 256), nil),
    ]

    @Test(arguments: algorithms)
    func `an algorithm is judged for the time that is proven`(_ use: AlgorithmUse, _ code: String?) throws {
        var signature = Self.signature(.valid)
        signature.algorithms = [use]
        for policy in ValidationPolicy.all {
            let report = try #require(Self.report(signature, policy: policy))
            #expect(report.errors.map(\.code).first { $0.hasPrefix("algorithm") } == code)
        }
    }

    static let claims: [(Int64, Bool, String?)] = [
        (60, true, nil), (-1_000_000, true, nil), (61, true, "claimed-time-in-future"), (7 * 3_600, true, "claimed-time-local"),
        (7 * 3_600 + 61, true, "claimed-time-in-future"), (5 * 3_600, true, "claimed-time-in-future"),
        (5 * 3_600, false, "claimed-time-local"), (0, false, nil),
    ]

    @Test(arguments: claims)
    func `local time that was marked as UTC is told from a time in the future`(_ ahead: Int64, _ hasZone: Bool, _ code: String?) throws {
        var signature = Self.signature(.valid)
        signature.claimedTime = ClaimedTime(instant: Self.now + ahead, hasZone: hasZone)
        let report = try #require(Self.report(signature))
        let codes = report.warnings.map(\.code).filter { $0.hasPrefix("claimed-time") && $0 != "claimed-time-without-zone" }
        #expect(codes == (code.map { [$0] } ?? []))
        #expect(report.warnings.contains { $0.code == "claimed-time-without-zone" } != hasZone)
        #expect(report.provenTime == nil)
    }

    @Test func `a timestamp over something else is named and proves nothing`() throws {
        var signature = Self.signature(.valid)
        signature.timestamps = [FoundTimestamp(kind: .signature, token: [0x30, 0x00], imprintMatches: false)]
        let report = try #require(Self.report(signature))
        #expect(report.provenTime == nil)
        #expect(report.timestamps.map(\.indication) == [.totalFailed])
    }

    @Test func `the worst signature decides the file, and no signature is none`() {
        #expect(Indication.ofFile([.totalPassed, .indeterminate, .totalFailed]) == .totalFailed)
        #expect(Indication.ofFile([.totalPassed, .indeterminate]) == .indeterminate)
        #expect(Indication.ofFile([.totalPassed]) == .totalPassed)
        #expect(Indication.ofFile([]) == .noSignature)
    }

    @Test(arguments: [
        [UInt8](), [0], Array("{}".utf8), Array("plain text".utf8), Array("{\"signature\":1}".utf8), Array("e..".utf8),
        Array("{\"signatures\":\(String(repeating: "[", count: 10_000))".utf8),
    ])
    func `what is no signed document is refused or has none, with a reason`(_ bytes: [UInt8]) {
        let report = SignatureValidator(trust: TrustStore(), at: Self.now).report(on: Document(bytes: bytes))
        #expect([.refused, .noSignature, .totalFailed].contains(report.indication))
        #expect(report.reason != nil)
    }

    @Test func `a file above the limit is refused by the limit's name`() {
        var limits = Limits()
        limits.documentBytes = 10
        let report = SignatureValidator(trust: TrustStore(), at: Self.now).report(
            on: Document(bytes: Array(repeating: 1, count: 11)), limits: limits)
        #expect(report.reason == .rejection(.limit("documentBytes")))
    }
}
