import Primitives
import RelyingParty
import Testing

@Suite struct ProviderMetadataTests {
    static let document: JSON.Object = [
        "issuer": "https://id.example.vn", "authorization_endpoint": "https://id.example.vn/authorize",
        "token_endpoint": "https://id.example.vn/token", "jwks_uri": "https://id.example.vn/jwks",
        "userinfo_endpoint": "https://id.example.vn/userinfo", "authorization_response_iss_parameter_supported": true,
    ]

    @Test func `Discovery §3 the endpoints are read`() throws {
        let metadata = try ProviderMetadata(parsing: Self.document, issuer: try #require(HTTPAddress(parsing: "https://id.example.vn")))
        #expect(metadata.tokenEndpoint.text == "https://id.example.vn/token")
        #expect(metadata.endSessionEndpoint == nil)
        #expect(metadata.namesIssuerInResponses)
    }

    @Test(arguments: [
        (Change("a slash more", "issuer", "https://id.example.vn/"), Rejection(.metadataIssuerMismatch)),
        (Change("another case", "issuer", "https://ID.example.vn"), Rejection(.metadataIssuerMismatch)),
        (Change("no issuer", "issuer", nil), Rejection(.metadataIssuerMismatch)),
        (Change("no token endpoint", "token_endpoint", nil), Rejection(.metadataIncomplete, "token_endpoint")),
        (Change("no keys", "jwks_uri", nil), Rejection(.metadataIncomplete, "jwks_uri")),
        (Change("plain http", "token_endpoint", "http://id.example.vn/token"), Rejection(.metadataAddressInsecure, "token_endpoint")),
        (Change("plain http on this machine", "jwks_uri", "http://localhost/jwks"), Rejection(.metadataAddressInsecure, "jwks_uri")),
        (
            Change("a script", "authorization_endpoint", "javascript:alert(1)"),
            Rejection(.metadataAddressInsecure, "authorization_endpoint")
        ),
        (Change("a file", "userinfo_endpoint", "file:///etc/passwd"), Rejection(.metadataAddressInsecure, "userinfo_endpoint")),
        (Change("another type", "userinfo_endpoint", 1), Rejection(.metadataAddressInsecure, "userinfo_endpoint")),
    ])
    func `Discovery §4.3 each wrong document is refused by name`(change: Change, rejection: Rejection) throws {
        let issuer = try #require(HTTPAddress(parsing: "https://id.example.vn"))
        #expect(throws: rejection) { try ProviderMetadata(parsing: change.applied(to: Self.document), issuer: issuer) }
    }

    @Test(arguments: [
        ("https://id.example.vn", true), ("https://id.example.vn:8443/a/b", true), ("http://localhost:8080", true),
        ("http://127.0.0.1:1", true),
        ("http://[::1]:8080/x?y=1", true), ("http://id.example.vn", false), ("http://localhost.evil.example", false),
        ("http://127.0.0.1.evil.example", false),
    ])
    func `https anywhere, http on this machine`(text: String, secure: Bool) throws {
        #expect(try #require(HTTPAddress(parsing: text)).isSecure == secure)
    }

    @Test(arguments: [
        "", "https://", "https:///path", "ftp://id.example.vn", "//id.example.vn", "https://user@id.example.vn", "https://id.example.vn#x",
        "https://id.example.vn\\@evil.example", "https://id example.vn", "https://id.example.vn:99999", "https://id.example.vn:0",
        "https://id.example.vn:+80", "https://địnhdanh.vn", "https://[::1", "https://id.example.vn\r\nX: y", "HTTPS://id.example.vn",
    ])
    func `addresses that parsers disagree on are refused`(text: String) {
        #expect(HTTPAddress(parsing: text) == nil)
    }
}
