import Foundation
import Server
import Testing

@testable import IdP
@testable import Server

struct ConfigurationTests {
    private static func load(_ yaml: String?, _ environment: [String: String] = [:]) throws -> Configuration {
        try Configuration(ConfigurationSource(file: yaml.map { ($0, "idp.yaml") }, folder: "/etc/idp", environment: environment))
    }

    private static func failure(_ yaml: String?, _ environment: [String: String] = [:]) -> String {
        do {
            _ = try load(yaml, environment)
            return "accepted"
        } catch { return String(describing: error) }
    }

    @Test func `the documented example is accepted`() throws {
        let configuration = try Self.load(
            """
            issuer: https://id.example.vn            # exactly this string is `iss`
            listen: 127.0.0.1:8080
            operations: "[::1]:8090"
            database: sqlite:///var/lib/idp/idp.sqlite
            keys: keys
            keys_secret: /etc/idp/wrapping.key
            key_publication: 90m
            tls: {certificate: chain.pem, key: /etc/idp/key.pem}
            trusted_proxies: [10.0.0.0/8, "::1"]
            registration: off
            """)
        #expect(configuration.issuer.text == "https://id.example.vn")
        #expect(configuration.operations.description == "[::1]:8090")
        #expect(configuration.databasePath == "/var/lib/idp/idp.sqlite")
        #expect(configuration.keys == "/etc/idp/keys")
        #expect(configuration.keyPublication == 5_400)
        #expect(configuration.tls?.certificate == "/etc/idp/chain.pem")
    }

    @Test func `every key may come from the environment, which wins`() throws {
        let configuration = try Self.load(
            "issuer: https://a.example.vn\nkey_publication: 1h",
            [
                "IDP_ISSUER": "https://b.example.vn", "IDP_TLS_CERTIFICATE": "/c", "IDP_TLS_KEY": "/k",
                "IDP_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            ])
        #expect(configuration.issuer.text == "https://b.example.vn")
        #expect(configuration.keyPublication == 3_600)
        #expect(configuration.tls?.key == "/k")
        #expect(configuration.effective.first { $0.setting == .trustedProxies }?.text == "10.0.0.0/8, ::1")
    }

    @Test func `without a file and without an issuer there is nothing to serve`() {
        #expect(Self.failure(nil).hasPrefix("issuer: is missing"))
    }

    @Test(arguments: [
        ("isuer: https://a.vn", #"idp.yaml:1: "isuer" is not a key: did you mean issuer?"#),
        ("issuer: https://a.vn\ntls: {certificat: x}", #"idp.yaml:2: "tls.certificat" is not a key: did you mean tls.certificate?"#),
        ("issuer: https://a.vn\ntls: x", "idp.yaml:2: tls: must hold keys of its own: certificate, key, client_authorities"),
        ("issuer: [a]", "idp.yaml:1: issuer: one plain value is expected"),
        ("- a", "idp.yaml: the file must hold `key: value` lines, beginning with `issuer: https://…`"),
    ])
    func `a wrong structure is named with its place`(yaml: String, message: String) {
        #expect(Self.failure(yaml) == message)
    }

    @Test func `a misspelt variable is named, a stranger's is left alone`() {
        #expect(Self.failure("issuer: https://a.vn", ["IDP_LISTN": "x"]) == "environment: IDP_LISTN is not a key: did you mean IDP_LISTEN?")
        #expect(Self.failure("issuer: https://a.vn", ["IDP_SOMETHING_ELSE": "x"]) == "accepted")
    }

    @Test(arguments: [
        ("issuer: id.example.vn", Issuer.Rejection.scheme), ("issuer: HTTPS://id.example.vn", .scheme),
        ("issuer: https://id.example.vn/", .trailingSlash),
        ("issuer: https://id.example.vn/a", .path), ("issuer: https://id.example.vn?x", .query),
        ("issuer: \"https://id.example.vn#x\"", .query),
        ("issuer: https://u@id.example.vn", .userinfo), ("issuer: http://id.example.vn", .insecure),
        ("issuer: http://127.0.0.1.example.vn", .insecure),
        ("issuer: http://128.0.0.1", .insecure), ("issuer: https://", .host), ("issuer: https://:80", .host),
        ("issuer: https://a:0", .port),
        ("issuer: https://a:99999", .port), ("issuer: \"https://a b\"", .characters), ("issuer: https://định.vn", .characters),
        ("issuer: https://a_b", .host),
        ("issuer: \"https://[::g]\"", .host),
    ])
    func `an issuer that portals could read differently is refused`(yaml: String, rejection: Issuer.Rejection) {
        let message = Self.failure(yaml)
        #expect(message.hasPrefix("idp.yaml:1: issuer: \""))
        #expect(message.hasSuffix(rejection.rawValue))
    }

    @Test(arguments: ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:8080", "https://id.example.vn:8443"])
    func `loopback may be plain`(issuer: String) throws {
        #expect(try Self.load("issuer: \"\(issuer)\"").issuer.text == issuer)
    }

    @Test(arguments: [
        ("listen: 0.0.0.0:8080", "listen: \"0.0.0.0:8080\" would take passwords over plain HTTP"),
        ("listen: example.vn:80", "listen: \"example.vn:80\" is not an IP address and port"),
        ("operations: 8090", "operations: \"8090\" is not"), ("operations: 127.0.0.1:8080", "is the port of listen"),
        ("database: postgres://u:s3cret@h/d", "this build has no PostgreSQL driver"),
        ("database: sqlite://idp.sqlite", "is not a database"),
        ("database: sqlite:///", "is not a database"), ("key_publication: 24", "is not a duration"),
        ("key_publication: -1h", "is not a duration"),
        ("key_publication: 1000000h", "is not a duration"), ("key_publication: +1h", "is not a duration"),
        ("tls: {certificate: x}", "tls.key: is missing"), ("tls: {key: x}", "tls.certificate: is missing"),
        ("tls: {client_authorities: z}", "set tls.certificate and tls.key, or name in trusted_proxies"),
        ("trusted_proxies: [10.0.0.0/8]\nmutual_tls: {listen: 127.0.0.1:1}", "mutual_tls.listen: needs tls.certificate"),
        ("tls: {certificate: x, key: y}\nmutual_tls: {listen: 127.0.0.1:1}", "mutual_tls.issuer: is missing"),
        ("tls: {certificate: x, key: y}\nmutual_tls: {issuer: https://b.vn}", "mutual_tls.listen: is missing"),
        ("tls: {certificate: x, key: y}\nmutual_tls: {issuer: http://localhost:1, listen: 127.0.0.1:1}", "must begin with https://"),
        ("registration: open", "would let everybody register portals"),
        ("registration: on", "is not a way to register"), ("hotline: call us", "is not a telephone number"),
        ("trusted_proxies: [10.0.0.1/8]", "is not an address or block"), ("trusted_proxies: proxy.local", "is not an address or block"),
        ("trusted_proxies: [[a]]", "a list of plain values is expected"), ("listen: {a: b}", "one plain value is expected"),
        ("listen: a\nlisten: b", "not YAML"),
        ("listen: \"a\\nb\"", "listen: \"a\u{FFFD}b\""),
    ])
    func `a wrong value is one line with the key and the mend`(line: String, part: String) {
        let message = Self.failure("issuer: https://id.example.vn\n" + line)
        #expect(message.contains(part))
        #expect(!message.contains("\n"))
        #expect(!message.contains("s3cret"))
    }

    @Test func `plain HTTP is accepted behind a named proxy`() throws {
        #expect(try Self.load("issuer: https://a.vn\nlisten: 0.0.0.0:8080\ntrusted_proxies: 10.0.0.1").listen.port == 8080)
    }

    @Test func `docs/configuration.md is what the declarations say`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "docs/configuration.md")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try ConfigurationDocument.text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == ConfigurationDocument.text)
    }
}
