import SignatureValidation
import Testing

/// XML that opens files, or costs more than it is long.
@Suite struct XMLEntityAndBombTests {
    static let refusal = DocumentRejection.malformed("document type declaration")

    @Test(arguments: [
        // XXE.
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>",
        "<!DOCTYPE x SYSTEM \"http://127.0.0.1/x.dtd\"><x/>",
        "<!DOCTYPE x PUBLIC \"-//X//EN\" \"file:///dev/random\"><x/>",
        "<!DOCTYPE x [<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;]><x/>",
        // Billion laughs, and quadratic blow-up.
        "<!DOCTYPE x [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]><x>&c;</x>",
        "<!DOCTYPE x [<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">]><x>&a;</x>",
        // Defaulted attributes change what is signed.
        "<!DOCTYPE x [<!ATTLIST x Id ID \"a\">]><x/>",
        "<?xml version=\"1.0\"?><!-- c --><!DOCTYPE x><x/>", "<x><!DOCTYPE y></x>", "<!doctype x><x/>",
    ])
    func `a document type refuses the file`(text: String) {
        #expect(throws: Self.refusal) { try XMLSigner.read(text) }
    }

    @Test func `no encoding hides a document type`() throws {
        let text = "\u{FEFF}<!DOCTYPE x [<!ENTITY e \"1\">]><x>&e;</x>"
        for isBig in [true, false] {
            let bytes = text.utf16.flatMap { isBig ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
            #expect(throws: Self.refusal) { try XMLFormat.read(bytes[...], parts: .none, limits: Limits()) }
        }
        #expect(throws: DocumentRejection.unsupported("encoding")) {
            try XMLSigner.read("<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADwAIQ-DOCTYPE x+AD4APA-x/+AD4-")
        }
    }

    @Test(arguments: [
        "<x>&undeclared;</x>", "<x a=\"&undeclared;\"/>", "<x>", "<x></y>", "<p:x/>", "<x/><y/>", "<x a=\"1\" a=\"2\"/>", "<", "",
    ])
    func `what is not well-formed is refused`(text: String) {
        #expect(throws: DocumentRejection.self) { try XMLSigner.read(text) }
    }

    static let bombs: [(limit: String, text: @Sendable () -> String)] = [
        ("attributesPerElement", { "<x " + (0..<20_000).map { "a\($0)=\"\"" }.joined(separator: " ") + "/>" }),
        ("depth", { String(repeating: "<x>", count: 10_000) }),
        ("namespacesInScope", { nested { level in (0..<60).map { "xmlns:p\(level)q\($0)=\"u\"" }.joined(separator: " ") } }),
        ("xmlNames", { "<x>" + (0..<20_000).map { "<y\($0)/>" }.joined() + "</x>" }),
        ("objects", { "<x>" + String(repeating: "<y/>", count: 10_001) + "</x>" }),
        ("xmlMarkupBytes", { "<x a=\"" + String(repeating: "b", count: 2 << 20) + "\"/>" }),
        ("xmlMarkupBytes", { "<!--" + String(repeating: "b", count: 2 << 20) + "--><x/>" }),
        ("xmlBytes", { "<x>" + String(repeating: "b", count: 3 << 20) + "</x>" }),
    ]

    static func nested(_ attributes: (Int) -> String) -> String {
        (0..<60).map { "<x \(attributes($0))>" }.joined() + String(repeating: "</x>", count: 60)
    }

    @Test(arguments: bombs.indices)
    func `a bomb is refused by the name of its limit`(index: Int) {
        var limits = Limits()
        (limits.objects, limits.xmlBytes) = (Self.bombs[index].limit == "objects" ? 10_000 : 100_000, 3 << 20)
        #expect(throws: DocumentRejection.limit(Self.bombs[index].limit)) { try XMLSigner.read(Self.bombs[index].text(), limits: limits) }
    }

    /// Every reference alone is cheap; their product is not.
    @Test func `many references to one large element`() throws {
        let data = "<a Id=\"a\">" + String(repeating: "b", count: 1 << 20) + "</a>"
        var signer = try XMLSigner()
        signer.named = nil
        let references = [XMLSigner.Reference](repeating: XMLSigner.Reference(uri: "#a", octets: data), count: 100)
        var limits = Limits()
        limits.digestedBytes = 10 << 20
        let document = try "<x>\(data)\(signer.signature(references))</x>"
        #expect(throws: DocumentRejection.limit("digestedBytes")) { try XMLSigner.read(document, limits: limits) }
        limits.references = 50
        #expect(throws: DocumentRejection.limit("references")) { try XMLSigner.read(document, limits: limits) }
    }

    @Test func `more signatures than anybody reads`() throws {
        var limits = Limits()
        limits.signatures = 2
        let signature = try XMLSigner().invoice().signature
        #expect(throws: DocumentRejection.limit("signatures")) {
            try XMLSigner.read("<x>\(signature)\(signature)\(signature)</x>", limits: limits)
        }
    }
}
