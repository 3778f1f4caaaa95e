import Primitives
import Testing
import TokenCrypto

/// RFC 6238.
@Suite struct TOTPTests {
    @Test(
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)])
    func `Appendix B the SHA-1 rows`(seconds: Int64, code: String) {
        let totp = TOTP(key: Secret("12345678901234567890"))
        let step = TOTP.step(at: Instant(secondsSinceEpoch: seconds))
        #expect(String(decoding: totp.code(step: step, digits: 8), as: UTF8.self) == code)
        #expect(String(decoding: totp.code(step: step), as: UTF8.self) == code.suffix(6))
    }

    /// RFC 4226 appendix D: the counter is all that differs.
    @Test(
        arguments: [
            (0, "755224"), (1, "287082"), (2, "359152"), (3, "969429"), (4, "338314"), (5, "254676"), (6, "287922"), (7, "162583"),
            (8, "399871"), (9, "520489"),
        ] as [(Int64, String)])
    func `RFC 4226 appendix D`(counter: Int64, code: String) {
        #expect(TOTP(key: Secret("12345678901234567890")).code(step: counter) == Array(code.utf8))
    }

    @Test(arguments: ["", "75522", "7552244", "0755224", " 755224"]) func `only the six digits are the code`(typed: String) {
        #expect(TOTP(key: Secret("12345678901234567890")).step(of: Array(typed.utf8), at: Instant(secondsSinceEpoch: 0)) == nil)
    }
}
