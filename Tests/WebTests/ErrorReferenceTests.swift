import Foundation
import HTTP
import HTTPTypes
import OAuth
import Testing
import Web

/// RFC 6749 §4.1.2.1, §5.2: `error_uri` leads to a page that says what the error means and how to mend it.
@Suite struct ErrorReferenceTests {
    private static func page(_ code: String, language: String? = nil, query: String? = nil) async throws -> Response {
        var request = Request(method: .get, path: "/errors/" + code, query: query)
        request.headers[.acceptLanguage] = language
        request.pathParameters = ["code": code]
        return await ErrorReferenceEndpoint(renderer: try Gallery.renderer.get()).respond(to: request)
    }

    @Test(arguments: OAuthErrorCode.allCases) func `every code has a page in both languages with everything that is said of it`(
        code: OAuthErrorCode
    ) async throws {
        for language in Language.allCases {
            let phrases = try Gallery.renderer.get().words(language).phrases
            for part in ["cause", "mend"] { #expect(phrases["protocol.\(code.rawValue)_\(part)"] != nil, "\(language.rawValue)") }
            let response = try await Self.page(code.rawValue, language: language.rawValue)
            let html = String(decoding: response.body, as: UTF8.self)
            #expect(response.status == .ok && html.contains(#"<html lang="\#(language.rawValue)">"#))
            for entry in ErrorReference.entries(of: code) { #expect(html.contains(#"<li id="\#(entry.anchor)">"#)) }
        }
    }

    @Test func `a place is named once on its page, and tells nothing that its sentence does not`() {
        for code in OAuthErrorCode.allCases {
            let anchors = ErrorReference.entries(of: code).map(\.anchor)
            #expect(Set(anchors).count == anchors.count, "\(code.rawValue)")
            #expect(anchors.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 < 0x80 && $0 > 0x20 } })
        }
        let reference = ErrorReference(issuer: "https://id.example.vn")
        let addresses = [Rejection.clientUnknown, .clientSecretMismatch].map { reference.address(of: $0.code, saying: $0.mend) }
        #expect(Set(addresses).count == 1)
        #expect(addresses[0].hasPrefix("https://id.example.vn/errors/invalid_client#"))
        #expect(
            reference.address(of: .invalidClientMetadata, saying: "logo_uri: x") == "https://id.example.vn/errors/invalid_client_metadata")
    }

    @Test(arguments: ["nonsense", "<script>", "INVALID_GRANT", ""]) func `an unknown code is not found and not repeated`(code: String)
        async throws
    {
        let response = try await Self.page(code)
        #expect(response.status == .notFound)
        #expect(!String(decoding: response.body, as: UTF8.self).contains("<script>"))
    }

    @Test(
        arguments: [
            ("en", "en"), ("vi,en;q=0.8", "vi"), ("en;q=0.2, vi;q=0.9", "vi"), ("fr, en-GB;q=0.5", "en"), ("fr", "vi"), ("en;q=0", "vi"),
            (nil, "vi"), ("en;q=x", "en"), (",;,", "vi"),
        ] as [(String?, String)])
    func `the browser's languages are heard`(accepted: String?, shown: String) async throws {
        let html = String(decoding: try await Self.page("invalid_grant", language: accepted).body, as: UTF8.self)
        #expect(html.contains(#"<html lang="\#(shown)">"#))
        let switched = String(decoding: try await Self.page("invalid_grant", language: accepted, query: "lang=en").body, as: UTF8.self)
        #expect(switched.contains(#"<html lang="en">"#))
    }

    @Test func `docs/errors.md is what is served`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "docs/errors.md")
        let text = ErrorReferenceDocument.text(in: try Gallery.renderer.get().words(.english))
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil { try text.write(to: file, atomically: true, encoding: .utf8) }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}
