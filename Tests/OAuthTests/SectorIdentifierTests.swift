import OAuth
import Primitives
import Testing

/// OpenID Connect Core 1.0 §8.1, Registration §5.
@Suite struct SectorIdentifierTests {
    private struct Published: DocumentSource {
        var documents: [String: String] = [:]
        func document(at address: String) async -> [UInt8]? { documents[address].map { Array($0.utf8) } }
    }

    private static let address = "https://sector.example.vn/redirects.json"

    private static func client(_ more: String = #", "sector_identifier_uri": "\#(address)""#) throws -> ClientRegistration {
        let policy = ClientPolicy(
            loopbackAllowed: false, authenticationMethods: ["client_secret_basic"], grants: Registry.grants)
        let world = World(now: { Instant(secondsSinceEpoch: 1) }, random: { [UInt8](repeating: 7, count: $0) })
        let document = #"{"redirect_uris": ["https://a.example.vn/cb", "https://b.example.vn/cb"], "client_id": "portal"\#(more)}"#
        return try ClientRegistration.register(JSON(parsing: document), policy: policy, world: world).client
    }

    @Test func `redirect URIs of two hosts are one sector by a list that holds them`() async throws {
        let client = try Self.client()
        #expect(client.sector == "host:sector.example.vn")
        let list = #"["https://b.example.vn/cb", "https://other.example.vn/cb", "https://a.example.vn/cb"]"#
        try await SectorIdentifier.check(client, documents: Published(documents: [Self.address: list]))
    }

    @Test func `without a list they are none`() throws {
        #expect { try Self.client("") } throws: { ($0 as? ClientMetadataRejection)?.member == "redirect_uris" }
    }

    @Test func `an agency's sector is the agency`() throws {
        #expect(try Self.client(#", "sector_identifier_uri": "\#(Self.address)", "agency": "G15""#).sector == "agency:G15")
    }

    @Test(arguments: [
        nil, "", "{}", "[1]", #"["https://a.example.vn/cb"]"#, #"["https://a.example.vn/cb", "https://b.example.vn/cb/"]"#,
        #"{"redirects": ["https://a.example.vn/cb", "https://b.example.vn/cb"]}"#,
    ])
    func `a list that lacks one, or is none, is refused`(document: String?) async throws {
        let client = try Self.client()
        let published = Published(documents: document.map { [Self.address: $0] } ?? [:])
        await #expect {
            try await SectorIdentifier.check(client, documents: published)
        } throws: { ($0 as? ClientMetadataRejection)?.member == "sector_identifier_uri" }
    }

    @Test(arguments: ["http://sector.example.vn/x", "https://sector.example.vn/x#y", "javascript:x"])
    func `an address that may not be called cannot be registered`(address: String) {
        #expect { try Self.client(#", "sector_identifier_uri": "\#(address)""#) } throws: {
            ($0 as? ClientMetadataRejection)?.member == "sector_identifier_uri"
        }
    }
}
