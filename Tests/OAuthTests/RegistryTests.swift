import Foundation
import HTTP
import HTTPTypes
import OAuth
import Primitives
import Testing

/// A grant that exists nowhere but here.
private struct EchoGrant: Grant {
    static let type = "urn:example:echo"
    static let documentation = GrantDocumentation(
        title: "Echo", standard: "no standard", purpose: "Says what it was told.", parameters: [.required("text", "what to say")])

    init(_ context: GrantContext) {}

    func authorize(_ parameters: Parameters, for client: AuthenticatedClient, of request: Request) async throws(Rejection) -> JSON.Object {
        ["text": .string(parameters["text"] ?? "")]
    }
}

/// One list is the server: what is added to it is served, advertised, registrable and documented.
@Suite struct RegistryTests {
    @Test func `a grant that is added to the list appears everywhere`() async throws {
        let grants = Registry.grants + [EchoGrant.self]
        let desk = try await Desk(grants: grants)
        try await desk.register("parrot", #""grant_types": ["urn:example:echo"]"#)
        let answer = try await desk.granted([("grant_type", EchoGrant.type), ("text", "hello")], as: "parrot")
        #expect(answer["text"] == "hello")
        let discovery = try #require(desk.registry.endpoints.first { $0.route.path == "/.well-known/openid-configuration" })
        let document = try JSON(parsing: await discovery.respond(to: Request(method: .get, path: discovery.route.path)).body)
        #expect(document["grant_types_supported"]?.strings?.contains(EchoGrant.type) == true)
        #expect(GrantDocumentation.page(of: grants).contains("`urn:example:echo` · no standard"))
    }

    @Test func `what is not in the list is not served`() async throws {
        let desk = try await Desk()
        try await desk.register("program", #""grant_types": ["client_credentials"]"#)
        for type in ["urn:example:echo", "password", "implicit"] {
            #expect(try await desk.refusal([("grant_type", type)], as: "program") == [.grantTypeUnknown])
        }
    }

    /// `UPDATE_GOLDEN=1` writes the page anew.
    @Test func `the page of grants says what the list says`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/grants.md").standardized
        let page = GrantDocumentation.page(of: Registry.grants)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil { try page.write(to: file, atomically: true, encoding: .utf8) }
        #expect(try String(contentsOf: file, encoding: .utf8) == page)
    }
}
