import Accounts
import HTTP
import Primitives
import Testing
import TokenCrypto

@Suite struct BrowserSecretTests {
    static let world = World(now: { Instant(secondsSinceEpoch: 0) }, random: { [UInt8](repeating: 0xA5, count: $0) })

    @Test func onlyItsHashIsKept() throws {
        let secret = BrowserSecret(from: Self.world)
        let again = try #require(BrowserSecret(cookie: secret.cookieValue))
        #expect(secret.hash == Digest.sha256([UInt8](repeating: 0xA5, count: 32)))
        #expect(again.hash == secret.hash)
        #expect(!"\(secret)".contains(secret.cookieValue))
    }

    @Test(arguments: [
        "", "a", String(repeating: "A", count: 42), String(repeating: "A", count: 44), String(repeating: "A", count: 42) + "=",
        String(repeating: "A", count: 42) + "B", String(repeating: "A", count: 42) + "+",
    ])
    func refusesWhatItCannotHaveSet(value: String) {
        #expect(BrowserSecret(cookie: value)?.hash == nil)
    }

    @Test(arguments: [
        ("https://id.example.vn", "__Host-idp-session", true), ("https://id.example.vn:8443/tenant", "__Host-idp-session", true),
        ("http://localhost:8080", "idp-8080-session", false), ("http://localhost", "idp-80-session", false),
        ("http://127.0.0.1:9000/x:1", "idp-9000-session", false), ("http://[::1]:8080", "idp-8080-session", false),
        ("http://[::1]", "idp-80-session", false),
    ])
    func `RFC 6265bis §4.1.3.2 cookie names`(issuer: String, name: String, secure: Bool) {
        let naming = CookieNaming(issuer: issuer)
        #expect(naming.name("session") == name)
        #expect(naming.secure == secure)
    }

    @Test(
        arguments: [
            (nil, ""), ("Mozilla/5.0", "Mozilla/5.0"), ("a\r\nb\u{1b}", "a??b?"),
            (String(repeating: "x", count: 500), String(repeating: "x", count: 200)),
        ] as [(String?, String)])
    func aUserAgentIsALabel(field: String?, label: String) { #expect(UserAgentLabel.make(field) == label) }
}

@Suite struct SessionRecordTests {
    @Test(
        arguments: [
            (0, 3600, nil, true), (3599, 3600, nil, true), (3600, 3600, nil, false), (43_199, 99_999, nil, true),
            (43_200, 99_999, nil, false),
            (1, 3600, 1, false), (-10, 3600, nil, true),
        ] as [(Int64, Int64, Int64?, Bool)])
    func isLive(after seconds: Int64, idleTimeout: Int64, ended: Int64?, expected: Bool) {
        let start = Instant(secondsSinceEpoch: 1_790_000_000)
        let session = SessionRecord(
            id: ID("s"), secretHash: [], account: ID("a"), authenticated: start, level: .loa1, methods: ["pwd"], created: start,
            lastSeen: start, expiry: start + SessionSettings().lifetime, idleTimeout: idleTimeout,
            origin: SessionRecord.Origin(userAgent: "", address: "", port: 0), ended: ended.map { start + $0 })
        #expect(session.isLive(at: start + seconds) == expected)
    }
}

@Suite struct PasswordTests {
    @Test func `NIST SP 800-63B-4 §3.1.1.2 NFC and NFD are one password`() throws {
        let nfc = try #require(Password("mật khẩu")), nfd = try #require(Password("ma\u{323}\u{302}t kha\u{302}\u{309}u"))
        #expect(nfc.bytes.matches(nfd.bytes))
    }

    @Test func nothingIsTrimmedOrFolded() throws {
        let bytes = try #require(Password(" Ａbc ")).bytes
        #expect(bytes.exposed == Array(" Ａbc ".utf8))
    }

    @Test(arguments: [0, 4097, 1_000_000])
    func refusesLengths(count: Int) {
        #expect(Password(String(repeating: "a", count: count))?.bytes == nil)
    }

    @Test func theWholePasswordCounts() throws {
        let long = String(repeating: "a", count: 4_095)
        let a = try #require(Password(long + "a")), b = try #require(Password(long + "b"))
        #expect(!a.bytes.matches(b.bytes))
    }
}
