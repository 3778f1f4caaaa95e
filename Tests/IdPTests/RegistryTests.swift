import Foundation
import HTTP
import HTTPTypes
import Logging
import OAuth
import Primitives
import Testing

@testable import IdP

/// What is served is advertised, and what is advertised is tested.
struct RegistryTests {
    /// Served, and not in the discovery document: why.
    private static let unadvertised = [
        "/": "people begin here", "/account/documents": "people have documents of their own checked there",
        "/signatures/v1/validations": "protected_resources names it (RFC 9728 section 4)",
        "/.well-known/oauth-protected-resource/signatures/v1/validations": "the resource names it in its challenge (RFC 9728 section 5.1)",
        "/account/approvals": "people answer there what they were asked elsewhere",
        "/assets/{name}": "pages name their own",
        "/device": "the device authorization endpoint names it in its answer (RFC 8628 section 3.2)",
        "/errors/{code}": "error_uri names it",
        "/interaction/{id}": "the authorization endpoint sends people there",
        "/sign-in": "people begin here",
        "/step-up": "the pages for devices and approvals send people there",
        "/status-lists/{list}": "a token that stands in a list names it", "/.well-known/openid-configuration": "the document itself",
        "/.well-known/oauth-authorization-server": "the document itself",
        "/.well-known/oauth-protected-resource/userinfo": "the resource names it in its challenge (RFC 9728 section 5.1)",
    ]

    private static func registry() async throws -> Registry {
        let installation = try Installation()
        return try await installation.open().closing { instance in
            try Wiring(instance, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }).registry
        }
    }

    private static func document(of registry: Registry, at path: String) async throws -> JSON.Object {
        let endpoint = try #require(registry.endpoints.first { $0.route.path == path })
        let response = await endpoint.respond(to: Request(method: .get, path: path))
        return try #require(try JSON(parsing: response.body).object)
    }

    @Test func `every route is advertised, or on the short list with its reason`() async throws {
        let registry = try await Self.registry()
        let document = try await Self.document(of: registry, at: "/.well-known/openid-configuration")
        let addresses = Set(document.members.compactMap(\.value.string))
        for path in registry.endpoints.map(\.route.path) {
            let isAdvertised = addresses.contains("http://localhost:8080" + path)
            #expect(isAdvertised != (Self.unadvertised[path] != nil), "\(path)")
        }
        #expect(Set(Self.unadvertised.keys).isSubset(of: registry.endpoints.map(\.route.path)), "the list names what is not served")
    }

    @Test func `every advertised address is served`() async throws {
        let registry = try await Self.registry()
        let document = try await Self.document(of: registry, at: "/.well-known/openid-configuration")
        let paths = Set(registry.endpoints.map(\.route.path))
        for member in document.members where member.name.hasSuffix("_endpoint") || member.name.hasSuffix("_uri") {
            let path = try #require(member.value.string).dropFirst("http://localhost:8080".count)
            #expect(paths.contains(String(path)), "\(member.name)")
        }
        for resource in document["protected_resources"]?.strings ?? [] {
            #expect(paths.contains("/.well-known/oauth-protected-resource" + resource.dropFirst("http://localhost:8080".count)))
        }
    }

    @Test func `every advertised member is named by a test that looks at it`() async throws {
        let document = try await Self.document(of: try await Self.registry(), at: "/.well-known/openid-configuration")
        let tests = try Self.testSources()
        for name in document.names {
            #expect(tests.contains { $0.contains(name) }, "no test looks at \(name)")
        }
    }

    /// The text of every test but this one.
    private static func testSources() throws -> [String] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
        return try files.filter { ["swift", "py"].contains($0.pathExtension) && $0.path != #filePath }
            .map { try String(contentsOf: $0, encoding: .utf8) }
    }
}
