import OAuth
import Primitives
import Testing

/// A portal asks for tokens for a place, or a matter, that it is not registered for. RFC 8707 §3, RFC 9396 §12.
@Suite struct NarrowedResourceTests {
    static let detail = #"[{"type":"dossier","actions":["read"],"locations":["https://api.example.vn/dossiers"]}]"#

    @Test func `what is registered is asked for`() async throws {
        let portal = try await Portal(["resources": ["https://api.example.vn/dossiers"], "authorization_details_types": ["dossier"]])
        let request = try await portal.request(["resource": "https://api.example.vn/dossiers", "authorization_details": Self.detail])
        #expect(request.resources == ["https://api.example.vn/dossiers"] && request.details.count == 1)
        #expect(try await portal.request(["resource": "https://id.example.vn"]).resources == ["https://id.example.vn"])
        #expect(try await portal.request(["scope": "", "authorization_details": Self.detail]).scopes.isEmpty)
    }

    @Test(
        arguments: [
            (["resource": "https://api.example.vn/other"], .resourceUnknown),
            (["resource": "https://api.example.vn/dossiers#x"], .resourceMalformed),
            (["resource": "dossiers"], .resourceMalformed), (["resource": "https://api.example.vn/dossiers/"], .resourceUnknown),
            (["authorization_details": #"[{"type":"dossier","actions":["read"]}]"#], .authorizationDetailsTypeUnknown),
        ] as [([String: String], Rejection)])
    func `what is not registered is refused`(changes: [String: String], rejection: Rejection) async throws {
        let portal = try await Portal(["resources": ["https://api.example.vn/dossiers"]])
        await #expect(throws: rejection) { try await portal.request(changes) }
    }

    @Test func `a matter at a place that is not registered is refused`() async throws {
        let portal = try await Portal(["authorization_details_types": ["dossier"]])
        await #expect(throws: Rejection.authorizationDetailsMalformed) { try await portal.request(["authorization_details": Self.detail]) }
    }
}
