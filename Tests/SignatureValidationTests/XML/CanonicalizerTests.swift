import PKI
import Primitives
import Testing

@testable import SignatureValidation

/// Canonical XML 1.0 §3, Exclusive XML Canonicalization 1.0 §2, Canonical XML 1.1 §2.4.
@Suite struct CanonicalizerTests {
    static func write(
        _ text: String, _ version: CanonicalizationMethod.Version = .inclusive10, comments: Bool = false, top: String? = nil,
        without: String? = nil, prefixes: Set<String> = []
    ) throws -> String {
        let tree = try XMLReader.read(Array(text.utf8)[...], limits: Limits())
        let named = { (name: String) in try #require((0..<tree.count).first { tree.localName(of: $0) == name }) }
        var set = NodeSet(top: try top.map(named) ?? XMLTree.document, hasComments: true)
        if let without { set = set.excluding([tree.subtree(of: try named(without))]) }
        var method = CanonicalizationMethod(version: version, withComments: comments)
        method.inclusivePrefixes = prefixes
        return String(decoding: try Canonicalizer.octets(set, of: tree, by: method), as: UTF8.self)
    }

    @Test func `instructions, comments and what is outside the document element`() throws {
        let text =
            "<?xml version=\"1.0\"?>\n\n<?sheet   href=\"doc.xsl\" ?>\n\n<doc>Hello<!-- 1 --></doc>\n<?pi?>\n<!-- 2 -->\n<!-- 3 -->\n"
        #expect(try Self.write(text) == "<?sheet href=\"doc.xsl\" ?>\n<doc>Hello</doc>\n<?pi?>")
        #expect(
            try Self.write(text, comments: true)
                == "<?sheet href=\"doc.xsl\" ?>\n<doc>Hello<!-- 1 --></doc>\n<?pi?>\n<!-- 2 -->\n<!-- 3 -->")
    }

    @Test func `tags, attributes and namespaces in order`() throws {
        let text =
            "<doc><e1   /><e2   ></e2><e5 a:attr=\"out\" b:attr=\"sorted\" attr2=\"all\" attr=\"I'm\" xmlns:b=\"http://www.ietf.org\""
            + " xmlns:a=\"http://www.w3.org\" xmlns=\"http://example.org\"/><e6 xmlns=\"\" xmlns:a=\"http://www.w3.org\"><e7 xmlns=\"http://www.ietf.org\">"
            + "<e8 xmlns=\"\" xmlns:a=\"http://www.w3.org\"><e9 xmlns=\"\" xmlns:a=\"http://www.ietf.org\"/></e8></e7></e6></doc>"
        let canonical =
            "<doc><e1></e1><e2></e2><e5 xmlns=\"http://example.org\" xmlns:a=\"http://www.w3.org\" xmlns:b=\"http://www.ietf.org\""
            + " attr=\"I'm\" attr2=\"all\" b:attr=\"sorted\" a:attr=\"out\"></e5><e6 xmlns:a=\"http://www.w3.org\"><e7 xmlns=\"http://www.ietf.org\">"
            + "<e8 xmlns=\"\"><e9 xmlns:a=\"http://www.ietf.org\"></e9></e8></e7></e6></doc>"
        #expect(try Self.write(text) == canonical)
    }

    @Test(arguments: [
        ("<a>1&#x0d;\r\n2</a>", "<a>1&#xD;\n2</a>"), ("<a>&lt;&gt;&amp;\"'</a>", "<a>&lt;&gt;&amp;\"'</a>"),
        ("<a><![CDATA[value>\"0\" && x<]]></a>", "<a>value&gt;\"0\" &amp;&amp; x&lt;</a>"),
        ("<a b='&amp;#38;&quot;&lt;>&#x9;&#xA;&#xD;\t\n'/>", "<a b=\"&amp;#38;&quot;&lt;>&#x9;&#xA;&#xD;  \"></a>"),
        ("<a b='&amp;amp;' xmlns:p='u?x&amp;y'/>", "<a xmlns:p=\"u?x&amp;y\" b=\"&amp;amp;\"></a>"),
        ("<a xml:lang='vi' id='x'/>", "<a id=\"x\" xml:lang=\"vi\"></a>"), ("<a>\u{1F600}\u{0103}</a>", "<a>\u{1F600}\u{0103}</a>"),
    ])
    func `characters are written one way`(text: String, canonical: String) throws {
        #expect(try Self.write(text) == canonical)
    }

    static let nested =
        "<n0:a xmlns:n0=\"u0\" xmlns:n3=\"u3\" xml:lang=\"vi\" xml:id=\"i\"><n1:b xmlns:n1=\"u1\"><n0:c n3:d=\"\"/></n1:b></n0:a>"

    @Test func `a subtree takes its context along, or only what it uses`() throws {
        let inside = "<n0:c n3:d=\"\"></n0:c></n1:b>"
        let context = "xmlns:n0=\"u0\" xmlns:n1=\"u1\" xmlns:n3=\"u3\""
        #expect(try Self.write(Self.nested, top: "b") == "<n1:b \(context) xml:id=\"i\" xml:lang=\"vi\">\(inside)")
        #expect(try Self.write(Self.nested, .inclusive11, top: "b") == "<n1:b \(context) xml:lang=\"vi\">\(inside)")
        #expect(
            try Self.write(Self.nested, .exclusive, top: "b")
                == "<n1:b xmlns:n1=\"u1\"><n0:c xmlns:n0=\"u0\" xmlns:n3=\"u3\" n3:d=\"\"></n0:c></n1:b>")
        #expect(
            try Self.write(Self.nested, .exclusive, top: "b", prefixes: ["n0"])
                == "<n1:b xmlns:n0=\"u0\" xmlns:n1=\"u1\"><n0:c xmlns:n3=\"u3\" n3:d=\"\"></n0:c></n1:b>")
    }

    @Test func `a subtree is left out whole`() throws {
        #expect(try Self.write("<a><b><c/></b>x<d/></a>", without: "b") == "<a>x<d></d></a>")
    }

    @Test func `an undeclared default namespace comes back`() throws {
        #expect(
            try Self.write("<a xmlns=\"u\"><b xmlns=\"\"><c xmlns=\"u\"/></b></a>", .exclusive)
                == "<a xmlns=\"u\"><b xmlns=\"\"><c xmlns=\"u\"></c></b></a>")
        #expect(
            try Self.write("<a xmlns=\"u\"><p:b xmlns:p=\"v\" xmlns=\"\"><c/></p:b></a>", .exclusive, top: "b")
                == "<p:b xmlns:p=\"v\"><c></c></p:b>")
    }

    @Test func `joining of bases is not served`() {
        #expect(throws: UnservedTransform("xml:base in canonical XML 1.1")) {
            try Self.write("<a xml:base=\"x/\"><b/></a>", .inclusive11, top: "b")
        }
    }
}

/// Times, texts and numbers of XML.
@Suite struct XMLValueTests {
    @Test(arguments: [
        ("2025-06-15T08:00:00Z", 1_749_974_400, true), ("2025-06-15T08:00:00+07:00", 1_749_949_200, true),
        ("2025-06-15T08:00:00.123-00:30", 1_749_976_200, true), ("2025-06-15T08:00:00.883000000", 1_749_974_400, false),
    ])
    func `times`(text: String, seconds: Int64, hasZone: Bool) {
        #expect(ClaimedTime(xml: text) == ClaimedTime(instant: Instant(secondsSinceEpoch: seconds), hasZone: hasZone))
    }

    @Test(arguments: [
        "", "2025-06-15", "2025-13-01T00:00:00Z", "2025-06-15T08:00:00+7:00", "2025-06-15T08:00:00 Z", "2025-02-30T00:00:00Z",
    ])
    func `what is no time`(text: String) { #expect(ClaimedTime(xml: text) == nil) }

    @Test(arguments: [("aGVs\n bG8=", "hello"), ("", ""), ("aA==", "h")])
    func `base64 with white space`(text: String, decoded: String) {
        #expect(XMLBase64.decode(Array(text.utf8)[...]) == Array(decoded.utf8))
    }

    @Test(arguments: ["a", "aA", "aA=", "=AAA", "aA==aA==", "a-_=", "====", "aA=A"])
    func `what is no base64`(text: String) { #expect(XMLBase64.decode(Array(text.utf8)[...]) == nil) }
}
