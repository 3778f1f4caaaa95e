import Primitives
import Testing
import TokenCrypto

/// The right key, the wrong message. RFC 7519 §4.1, RFC 8725 §3.8–3.12.
@Suite struct JWTClaimAttackTests {
    private static let now = Instant(secondsSinceEpoch: 1_800_000_000)
    private static let key = Result { try SigningKey.generate(.edDSA) }
    private static let sound: JSON.Object = [
        "iss": "client", "aud": "https://idp.example", "iat": 1_800_000_000, "nbf": 1_800_000_000, "exp": 1_800_000_060, "jti": "1",
    ]

    private static func rejection(
        _ changes: [(String, JSON?)], type: String? = "JWT", _ adjust: (inout JWT.Expectations) -> Void = { _ in }
    ) throws -> JOSERejection? {
        var claims = sound
        for (name, value) in changes { claims[name] = value }
        return try rejection(payload: claims.bytes, type: type, adjust)
    }

    private static func rejection(
        payload: [UInt8], type: String?, _ adjust: (inout JWT.Expectations) -> Void = { _ in }
    ) throws -> JOSERejection? {
        let key = try key.get()
        var expectations = JWT.Expectations(
            issuer: "client", audience: ["https://idp.example", "https://idp.example/token"], algorithms: [.edDSA], now: now,
            maximumLifetime: 300, required: ["jti"])
        adjust(&expectations)
        let token = try JWS.sign(payload, type: type, key: key)
        do throws(JOSERejection) {
            _ = try JWT.verify(token, keys: JWKSet(keys: [key.publicKey]), expectations)
            return nil
        } catch {
            return error
        }
    }

    @Test func `the sound token passes`() throws { #expect(try Self.rejection([]) == nil) }

    @Test(
        arguments: [
            ("exp", 1_799_999_940, JOSERejection.tokenExpired), ("exp", 1_799_999_941, nil), ("exp", 0, .tokenExpired),
            ("exp", -1, .tokenExpired), ("exp", nil, .claimMissing), ("exp", "1800000060", .claimMalformed),
            ("exp", .null, .claimMalformed),
            ("exp", .real(1e300), .claimMalformed), ("exp", 9_223_372_036_854_775_807, .lifetimeTooLong),
            ("exp", 1_800_000_301, .lifetimeTooLong),
            ("exp", 1_800_000_300, nil), ("exp", .real(1_800_000_060.75), nil), ("exp", .array([1_800_000_060]), .claimMalformed),
            ("nbf", 1_800_000_061, .tokenNotYetValid), ("nbf", 1_800_000_060, nil), ("nbf", "soon", .claimMalformed), ("nbf", nil, nil),
            ("nbf", 9_223_372_036_854_775_807, .tokenNotYetValid),
            ("iat", 1_800_000_061, .issuedInFuture), ("iat", 1_800_000_060, nil), ("iat", true, .claimMalformed), ("iat", nil, nil),
            ("iat", 1_799_999_700, .lifetimeTooLong), ("iat", -9_223_372_036_854_775_808, .lifetimeTooLong),
            ("iss", "other", .issuerMismatch), ("iss", nil, .issuerMismatch), ("iss", .array(["client"]), .claimMalformed),
            ("iss", "CLIENT", .issuerMismatch),
            ("iss", "client\u{200D}", .issuerMismatch), ("jti", nil, .claimMissing),
            ("aud", nil, .audienceMismatch), ("aud", "https://idp.example/", .audienceMismatch), ("aud", .array([]), .audienceMismatch),
            ("aud", .array(["https://evil.example"]), .audienceMismatch),
            ("aud", .array(["https://evil.example", "https://idp.example"]), nil),
            ("aud", .array([7]), .claimMalformed), ("aud", .object(["a": "https://idp.example"]), .claimMalformed),
            ("aud", "", .audienceMismatch),
        ] as [(String, JSON?, JOSERejection?)])
    func `one claim changed`(name: String, value: JSON?, expected: JOSERejection?) throws {
        #expect(try Self.rejection([(name, value)]) == expected)
    }

    @Test(
        arguments: [
            (.array(["https://idp.example"]), nil), ("https://idp.example/token", nil),
            (.array(["https://idp.example", "https://evil.example"]), JOSERejection.audienceMismatch),
            (.array(["https://idp.example", "https://idp.example/token"]), .audienceMismatch),
            (.array(["https://evil.example"]), .audienceMismatch),
        ] as [(JSON, JOSERejection?)])
    func `an audience that must be exact`(audience: JSON, expected: JOSERejection?) throws {
        #expect(try Self.rejection([("aud", audience)]) { $0.exactAudience = true } == expected)
    }

    @Test func `canonically equivalent names are different names`() throws {
        #expect(try Self.rejection([("iss", "caf\u{e9}")]) { $0.issuer = "cafe\u{301}" } == .issuerMismatch)
        #expect(try Self.rejection([("aud", "caf\u{e9}")]) { $0.audience = ["cafe\u{301}"] } == .audienceMismatch)
    }

    @Test(
        arguments: [
            ("at+jwt", nil), ("AT+JWT", nil), ("application/at+jwt", nil), ("Application/At+Jwt", nil), ("JWT", JOSERejection.typeMismatch),
            (nil, .typeMismatch), ("application/application/at+jwt", .typeMismatch), ("at+jwt ", .typeMismatch),
            ("logout+jwt", .typeMismatch),
        ] as [(String?, JOSERejection?)])
    func `§3.11 a token of another type`(type: String?, expected: JOSERejection?) throws {
        #expect(try Self.rejection([], type: type) { $0.types = ["at+jwt"] } == expected)
    }

    @Test func `an empty list of audiences accepts nothing, none accepts any`() throws {
        #expect(try Self.rejection([]) { $0.audience = [] } == .audienceMismatch)
        #expect(try Self.rejection([("aud", "x")]) { $0.audience = nil } == nil)
        #expect(try Self.rejection([("aud", 7)]) { $0.audience = nil } == .claimMalformed)
    }

    @Test func `a hint may have expired, and nothing else`() throws {
        #expect(try Self.rejection([("exp", 1)]) { $0.allowExpired = true } == nil)
        #expect(try Self.rejection([("exp", "1")]) { $0.allowExpired = true } == .claimMalformed)
        #expect(try Self.rejection([("exp", nil)]) { $0.requiresExpiry = false } == nil)
    }

    @Test(arguments: [
        ("[]", JOSERejection.payloadMalformed), ("", .payloadMalformed), ("{\"exp\":1e400}", .payloadMalformed),
        ("{\"exp\":1,\"exp\":1800000060}", .duplicateMember), ("{\"iss\":\"client\",\"i\\u0073s\":\"admin\"}", .duplicateMember),
        ("{\"exp\":NaN}", .payloadMalformed), ("{\"exp\":Infinity}", .payloadMalformed),
    ])
    func `a payload that is no set of claims`(payload: String, expected: JOSERejection) throws {
        #expect(try Self.rejection(payload: Array(payload.utf8), type: "JWT") == expected)
    }

    @Test func `an algorithm that the key has and the recipient does not expect`() throws {
        #expect(try Self.rejection([]) { $0.algorithms = [.es256, .rs256] } == .algorithmNotAllowed)
    }
}
