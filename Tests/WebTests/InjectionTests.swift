import Foundation
import HTTP
import HTTPTypes
import Testing
import Web

/// THREATS: script or markup injected through any text that a page shows.
@Suite struct InjectionTests {
    /// Each payload, had it been taken for markup, would leave one of `traces` in the page.
    static let payloads = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' autofocus onfocus=alert(1) x='", "</title><svg/onload=alert(1)>",
        "{{site.host}}{{{words}}}{{>layout}}{{#items}}", "\u{600}<script>", "\"\u{301} onfocus=alert(1) x=\u{301}\"",
        "<\u{338}img src=x onerror=alert(1)>",
        "&quot;&lt;script&gt;", "\"\u{200D}><b>", "\r\n\"><i>",
    ]

    static func html(_ page: some Page) throws -> String {
        String(decoding: try Gallery.renderer.get().response(page, for: Visit(Request(method: .get, path: "/"))).body, as: UTF8.self)
    }

    /// The structure alone: each text and attribute value dropped, as a browser's tokenizer would see it, byte by byte.
    static func skeleton(_ html: String) -> String {
        var output: [UInt8] = []
        var inTag = false
        var quote: UInt8?
        for byte in html.utf8 {
            if let open = quote {
                if byte == open { quote = nil }
            } else if inTag {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { quote = byte }
                if byte == UInt8(ascii: ">") { inTag = false }
                output.append(byte)
            } else if byte == UInt8(ascii: "<") {
                inTag = true
                output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    @Test(arguments: payloads) func `a hostile text changes no page's structure`(payload: String) throws {
        let harmless = Gallery.pages(Gallery.Texts.all("harmless"))
        for (hostile, plain) in zip(Gallery.pages(Gallery.Texts.all(payload)), harmless) {
            #expect(Self.skeleton(try Self.html(hostile.page)) == Self.skeleton(try Self.html(plain.page)), "\(hostile.name)")
        }
    }

    @Test(arguments: payloads) func `what a hidden field carries comes back byte for byte`(payload: String) throws {
        let html = try Self.html(FormPostPage(action: "https://portal.example.vn/cb", fields: [(name: "state", value: payload)]))
        let field = try #require(html.firstMatch(of: /name="state" value="([^"]*)"/)).output.1
        var value = String(field)
        for (entity, text) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#10;", "\n"), ("&#13;", "\r"), ("&amp;", "&"),
        ] {
            value = value.replacingOccurrences(of: entity, with: text, options: .literal)
        }
        #expect(value.utf8.elementsEqual(payload.utf8))
    }

    @Test func `no page has inline script or style`() throws {
        for (name, page) in Gallery.pages() {
            let html = try Self.html(page)
            #expect(html.firstMatch(of: /<script(?! src=")|<style|\sstyle=|\son[a-z]+=|javascript:/) == nil, "\(name)")
            #expect(html.firstMatch(of: /(src|href)="(https?:)?\/\/(?!portal\.example\.vn\/)/) == nil, "\(name)")
        }
    }
}

extension Gallery.Texts {
    static func all(_ text: String) -> Self {
        Self(portal: text, secondPortal: text, person: text, identifier: text, value: text, address: text, token: text, detail: text)
    }
}
