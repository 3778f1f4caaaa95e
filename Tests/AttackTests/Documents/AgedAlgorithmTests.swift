import PKI
import Primitives
import SignatureValidation
import Testing

/// Algorithms that were reliable once: a signature holds when it provably existed then. ETSI EN 319 102-1 §5.2.8.4, §5.3.4, SIGNATURES §9.
@Suite struct AgedAlgorithmTests {
    private let scene: SigningScene

    init() throws { scene = try SigningScene(signer: SigningScene.always) }

    private static func year(_ year: Int) throws -> Instant { try #require(Instant(year: year, month: 6, day: 1)) }

    private func verdict(_ use: AlgorithmUse, _ policy: ValidationPolicy, _ stamps: [FoundTimestamp] = []) throws -> String {
        var signature = scene.signature(stamps, lists: try scene.lists())
        signature.algorithms = [use]
        return SigningScene.verdict(of: try scene.report(signature, policy))
    }

    private static let sha1 = AlgorithmUse(purpose: .signature, digest: "SHA-1", signature: "RSA", keyBits: 2048)
    private static let shortKey = AlgorithmUse(purpose: .signature, digest: "SHA-256", signature: "RSA", keyBits: 1024)
    private static let noProof = "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE_NO_POE"

    @Test(arguments: ValidationPolicy.all.map(\.name)) func `Without proof of the time nobody knows`(name: String) throws {
        let policy = try #require(ValidationPolicy.named(name))
        for use in [Self.sha1, Self.shortKey] { #expect(try verdict(use, policy) == Self.noProof) }
    }

    /// The year that is proven, and whether the strict policy and that for archives take it.
    static let years: [(Int, Bool, Bool)] = [(2011, true, true), (2013, false, true), (2022, false, true), (2023, false, false)]

    @Test(arguments: years) func `SHA-1 counts up to the day that the policy names`(year: Int, strict: Bool, archive: Bool) throws {
        let stamp = try scene.stamp(.signature, Self.year(year))
        #expect(try verdict(Self.sha1, .vietnamStrict, [stamp]) == (strict ? "TOTAL-PASSED" : Self.noProof))
        #expect(try verdict(Self.sha1, .vietnamArchive, [stamp]) == (archive ? "TOTAL-PASSED" : Self.noProof))
    }

    @Test func `A short key counts for longer than SHA-1 under the strict policy`() throws {
        #expect(try verdict(Self.shortKey, .vietnamStrict, [scene.stamp(.signature, Self.year(2019))]) == "TOTAL-PASSED")
        #expect(try verdict(Self.shortKey, .vietnamStrict, [scene.stamp(.signature, Self.year(2020))]) == Self.noProof)
    }

    @Test func `Made after the end of its algorithm, as is proven, cannot be mended by other proof`() throws {
        let content = try scene.stamp(.content, Self.year(2024))
        for policy in ValidationPolicy.all {
            #expect(try verdict(Self.sha1, policy, [content]) == "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE")
        }
        #expect(try verdict(Self.sha1, .vietnamStrict, [scene.stamp(.content, Self.year(2011))]) == Self.noProof)
    }

    @Test func `What anybody can break is never believed`() throws {
        let md5 = AlgorithmUse(purpose: .signature, digest: "MD5", signature: "RSA", keyBits: 2048)
        for policy in ValidationPolicy.all {
            #expect(try verdict(md5, policy, [scene.stamp(.signature, Self.year(2011))]) == "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE")
        }
    }
}
