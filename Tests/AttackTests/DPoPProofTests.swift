import Audit
import HTTP
import HTTPTypes
import OAuth
import Primitives
import Storage
import StorageSQLite
import Testing
import TokenCrypto

/// Proofs that a thief, a replayer or a confused client sends. RFC 9449 §4.3, one test for each check, and §11.
@Suite struct DPoPProofTests {
    static let now = Instant(secondsSinceEpoch: 1_800_000_000)
    static let issuer = "https://id.example.vn"
    static let token = "the access token"
    static let nonces = DPoPNonce(key: [UInt8](repeating: 9, count: 32))
    static let key = Result { try SigningKey.generate(.es256) }

    let dpop: DPoP

    init() async throws {
        let log = AuditLog(key: Secret([UInt8](repeating: 7, count: 32)))
        let database = try SQLiteDatabase(inMemory: SQLiteSettings())
        try await Schema.prepare(database, log: log, at: Self.now)
        let world = World(now: { Self.now }, random: { [UInt8](repeating: 7, count: $0) })
        let provider = ProviderContext(
            issuer: Self.issuer, mutualTLSIssuer: "https://mtls.example.vn:8443", world: world,
            subjects: SubjectIdentifier(key: [1], sidKey: [2]), refreshKey: [3], keys: { KeyRing(maximumTokenLifetime: 600) })
        dpop = DPoP(provider: provider, replays: ReplayRepository(database), nonces: Self.nonces)
    }

    struct Change: Sendable, CustomTestStringConvertible {
        var name: String
        var header: [(String, JSON?)] = []
        var claims: [(String, JSON?)] = []
        var testDescription: String { name }
    }

    static func proof(_ change: Change = Change(name: "sound"), signedBy other: SigningKey? = nil) throws -> String {
        let key = try key.get()
        var header: JSON.Object = ["typ": "dpop+jwt", "alg": "ES256", "jwk": .object(key.publicKey.json)]
        var claims: JSON.Object = [
            "jti": .string("jti-" + change.name), "htm": "POST", "htu": .string(issuer + "/token"), "iat": JSON(now),
        ]
        for (name, value) in change.header { header[name] = value }
        for (name, value) in change.claims { claims[name] = value }
        let input = Base64URL.encode(header.bytes) + "." + Base64URL.encode(claims.bytes)
        return input + "." + Base64URL.encode(try (other ?? key).sign(Array(input.utf8)))
    }

    func rejection(_ fields: [String], method: HTTPRequest.Method = .post, _ demand: DPoP.Demand = .init(path: "/token")) async
        -> Rejection?
    {
        var headers = HTTPFields()
        if let name = HTTPField.Name("DPoP") { headers[values: name] = fields }
        do throws(Rejection) {
            _ = try await dpop.prove(Request(method: method, path: "/ignored", headers: headers), demand)
            return nil
        } catch { return error }
    }

    func rejection(of change: Change, _ demand: DPoP.Demand = .init(path: "/token")) async throws -> Rejection? {
        await rejection([try Self.proof(change)], demand)
    }

    @Test func `a sound proof names its key`() async throws {
        let name = try #require(HTTPField.Name("DPoP"))
        let request = Request(method: .post, path: "/token", headers: [name: try Self.proof()])
        #expect(try await dpop.prove(request, .init(path: "/token")) == Self.key.get().publicKey.thumbprint())
    }

    @Test func `1 no field, and two`() async throws {
        #expect(await rejection([]) == .dpopProofMissing)
        #expect(await rejection([try Self.proof(), try Self.proof(Change(name: "second"))]) == .dpopProofRepeated)
    }

    @Test(arguments: ["", "a.b.c", "{}", "eyJ.eyJ.AA.AA.AA", String(repeating: "A", count: 9000)])
    func `2 no well-formed JWT`(text: String) async { #expect(await rejection([text]) == .dpopProofInvalid) }

    static let malformed: [Change] = [
        Change(name: "no jti", claims: [("jti", nil)]), Change(name: "empty jti", claims: [("jti", "")]),
        Change(name: "long jti", claims: [("jti", .string(String(repeating: "j", count: 257)))]),
        Change(name: "no htm", claims: [("htm", nil)]), Change(name: "no htu", claims: [("htu", nil)]),
        Change(name: "no iat", claims: [("iat", nil)]), Change(name: "text iat", claims: [("iat", "now")]),
        Change(name: "numeric nonce", claims: [("nonce", 7)]), Change(name: "numeric ath", claims: [("ath", 7)]),
        Change(name: "no typ", header: [("typ", nil)]), Change(name: "typ JWT", header: [("typ", "JWT")]),
        Change(name: "typ at+jwt", header: [("typ", "at+jwt")]), Change(name: "none", header: [("alg", "none")]),
        Change(name: "HS256", header: [("alg", "HS256")]), Change(name: "ES512", header: [("alg", "ES512")]),
        Change(name: "another alg", header: [("alg", "ES384")]), Change(name: "no jwk", header: [("jwk", nil)]),
        Change(name: "crit", header: [("crit", ["x"])]), Change(name: "jku", header: [("jku", "https://evil.example/jwks")]),
        Change(name: "x5u", header: [("x5u", "https://evil.example/cert")]),
        Change(
            name: "symmetric jwk", header: [("alg", "HS256"), ("jwk", ["kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEy"])]),
        Change(name: "off the curve", header: [("jwk", ["kty": "EC", "crv": "P-256", "x": .string(zeros), "y": .string(zeros)])]),
    ]
    static let zeros = Base64URL.encode([UInt8](repeating: 0, count: 32))

    @Test(arguments: malformed) func `3 to 5 a member is missing or wrong`(change: Change) async throws {
        #expect(try await rejection(of: change) == .dpopProofInvalid)
    }

    @Test func `6 signed by another key`() async throws {
        let other = try SigningKey.generate(.es256)
        #expect(await rejection([try Self.proof(signedBy: other)]) == .dpopProofInvalid)
        let sound = try Self.proof()
        #expect(await rejection([sound.dropLast(4) + "AAAA"]) == .dpopProofInvalid)
    }

    @Test func `7 a private key in the header`() async throws {
        var jwk = try Self.key.get().publicKey.json
        jwk["d"] = .string(Base64URL.encode([UInt8](repeating: 1, count: 32)))
        #expect(try await rejection(of: Change(name: "private", header: [("jwk", .object(jwk))])) == .dpopProofInvalid)
    }

    @Test(arguments: ["GET", "post", ""]) func `8 another method`(method: String) async throws {
        #expect(try await rejection(of: Change(name: "m", claims: [("htm", .string(method))])) == .dpopProofMisdirected)
    }

    @Test(
        arguments: [
            ("https://id.example.vn/token?x=1#y", nil), ("HTTPS://ID.EXAMPLE.VN:443/token", nil), ("https://id.example.vn/%74oken", nil),
            ("https://mtls.example.vn:8443/token", nil), ("https://id.example.vn/token/", Rejection.dpopProofMisdirected),
            ("https://id.example.vn/Token", .dpopProofMisdirected), ("https://id.example.vn/userinfo", .dpopProofMisdirected),
            ("http://id.example.vn/token", .dpopProofMisdirected), ("https://id.example.vn:8443/token", .dpopProofMisdirected),
            ("https://evil.example/token", .dpopProofMisdirected), ("https://x@id.example.vn/token", .dpopProofMisdirected),
            ("https://id.example.vn/token%2F", .dpopProofMisdirected), ("https://id.example.vn/%7", .dpopProofMisdirected),
            ("/token", .dpopProofMisdirected), ("", .dpopProofMisdirected), ("https://id.example.vn", .dpopProofMisdirected),
        ] as [(String, Rejection?)])
    func `9 another address`(target: String, expected: Rejection?) async throws {
        #expect(try await rejection(of: Change(name: target, claims: [("htu", .string(target))])) == expected)
    }

    @Test func `10 the nonce`() async throws {
        let demand = DPoP.Demand(path: "/token", nonceDemanded: true)
        #expect(try await rejection(of: Change(name: "none"), demand) == .dpopNonceMissing)
        #expect(
            try await rejection(of: Change(name: "invented", claims: [("nonce", "AAAAAAAAAAAAAAAAAAAAAA")]), demand) == .dpopNonceUnknown)
        #expect(try await rejection(of: Change(name: "invented, not demanded", claims: [("nonce", "x")])) == .dpopNonceUnknown)
        for (age, expected) in [(0, nil), (120, nil), (360, Rejection.dpopNonceUnknown)] as [(Int64, Rejection?)] {
            let nonce = JSON.string(Self.nonces.current(at: Self.now - age))
            #expect(try await rejection(of: Change(name: "age \(age)", claims: [("nonce", nonce)]), demand) == expected)
        }
        let foreign = DPoPNonce(key: [UInt8](repeating: 8, count: 32)).current(at: Self.now)
        #expect(try await rejection(of: Change(name: "foreign", claims: [("nonce", .string(foreign))]), demand) == .dpopNonceUnknown)
    }

    @Test(
        arguments: [
            (-60, false, nil), (60, false, nil), (-61, false, Rejection.dpopProofStale), (61, false, .dpopProofStale),
            (-86_400, false, .dpopProofStale), (-300, true, nil), (300, true, nil), (-601, true, .dpopProofStale),
        ] as [(Int64, Bool, Rejection?)])
    func `11 the time, of which a nonce is the better witness`(offset: Int64, hasNonce: Bool, expected: Rejection?) async throws {
        var claims: [(String, JSON?)] = [("iat", JSON(Self.now + offset))]
        if hasNonce { claims.append(("nonce", .string(Self.nonces.current(at: Self.now)))) }
        #expect(try await rejection(of: Change(name: "\(offset)", claims: claims)) == expected)
    }

    @Test(arguments: [Int64.min, Int64.max]) func `11 a time beyond reckoning`(time: Int64) async throws {
        #expect(try await rejection(of: Change(name: "t", claims: [("iat", .integer(time))])) == .dpopProofStale)
    }

    @Test func `12 the token that comes along`() async throws {
        let thumbprint = try Self.key.get().publicKey.thumbprint()
        let demand = DPoP.Demand(path: "/token", token: Self.token, key: thumbprint)
        let right = JSON.string(Base64URL.encode(Digest.sha256(Array(Self.token.utf8))))
        #expect(try await rejection(of: Change(name: "no ath"), demand) == .dpopTokenMismatch)
        #expect(try await rejection(of: Change(name: "other ath", claims: [("ath", "AAAA")]), demand) == .dpopTokenMismatch)
        let other = DPoP.Demand(path: "/token", token: Self.token, key: Self.zeros)
        #expect(try await rejection(of: Change(name: "right", claims: [("ath", right)]), other) == .dpopKeyMismatch)
        #expect(try await rejection(of: Change(name: "right", claims: [("ath", right)]), demand) == nil)
    }

    @Test func `§11.1 a proof is used once, also when it comes many times at once`() async throws {
        let proof = try Self.proof()
        let outcomes = await withTaskGroup(of: Rejection?.self) { group in
            for _ in 0..<16 { group.addTask { await rejection([proof]) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == nil }.count == 1)
        #expect(outcomes.filter { $0 == .dpopProofReplayed }.count == 15)
    }

    @Test func `a refused proof is not spent`() async throws {
        let proof = try Self.proof()
        #expect(await rejection([proof], method: .get) == .dpopProofMisdirected)
        #expect(await rejection([proof]) == nil)
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `every advertised algorithm is accepted, and RS256 is not`(algorithm: SignatureAlgorithm) async throws {
        let key = try SigningKey.generate(algorithm)
        let change = Change(
            name: "a", header: [("alg", .string(algorithm.rawValue)), ("jwk", .object(key.publicKey.json))])
        #expect(await rejection([try Self.proof(change, signedBy: key)]) == (algorithm == .rs256 ? .dpopProofInvalid : nil))
    }
}
