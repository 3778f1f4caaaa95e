import SignatureValidation
import Testing

/// Packages with a sound signature and other content. Rohlmann and others, Every Signature is Broken: On the Insecurity of Microsoft
/// Office's OOXML Signatures, 2023.
@Suite struct OfficeSignatureAttackTests {
    static let relationshipType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    static let signatureType = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/"
    static let relationshipsContentType = "application/vnd.openxmlformats-package.relationships+xml"

    static func relationships(_ list: [(id: String, type: String, target: String, mode: String)]) -> String {
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
            + list.map {
                "<Relationship Id=\"\($0.id)\" Target=\"\($0.target)\" TargetMode=\"\($0.mode)\" Type=\"\($0.type)\"></Relationship>"
            }
            .joined() + "</Relationships>"
    }

    static let document = "<document xmlns=\"urn:word\">five</document>"
    static let documentRelationships = [(id: "rId1", type: relationshipType + "styles", target: "styles.xml", mode: "Internal")]
    static let packageRelationships = [
        (id: "rId1", type: relationshipType + "officeDocument", target: "word/document.xml", mode: "Internal")
    ]
    static let origin = (id: "rIdS", type: signatureType + "origin", target: "_xmlsignatures/origin.sigs", mode: "Internal")

    /// A package whose parts are all signed.
    static func package() throws -> [(name: String, content: String)] {
        func part(_ name: String, _ type: String, _ octets: String) -> XMLSigner.Reference {
            XMLSigner.Reference(uri: "/\(name)?ContentType=\(type)", transforms: [], octets: octets)
        }
        func selection(_ name: String, _ list: [(id: String, type: String, target: String, mode: String)]) -> XMLSigner.Reference {
            let prefix = "xmlns:mdssi=\"http://schemas.openxmlformats.org/package/2006/digital-signature\""
            let ids = list.map { "<mdssi:RelationshipReference \(prefix) SourceId=\"\($0.id)\"></mdssi:RelationshipReference>" }
            return XMLSigner.Reference(
                uri: "/\(name)?ContentType=\(relationshipsContentType)",
                transforms: ["http://schemas.openxmlformats.org/package/2006/RelationshipTransform"], parameters: ids.joined(),
                octets: relationships(list))
        }
        let references = [
            part("word/document.xml", "application/document+xml", document), part("word/styles.xml", "application/styles+xml", "<s/>"),
            selection("_rels/.rels", packageRelationships), selection("word/_rels/document.xml.rels", documentRelationships),
        ]
        let manifest =
            "<ds:Object xmlns:ds=\"\(XMLSigner.dsig)\" Id=\"idPackageObject\"><ds:Manifest>"
            + references.map(XMLSigner.element).joined() + "</ds:Manifest></ds:Object>"
        let signature = try XMLSigner().signature([XMLSigner.Reference(uri: "#idPackageObject", octets: manifest)], objects: manifest)
        let signatures = [(id: "rId1", type: signatureType + "signature", target: "sig1.xml", mode: "Internal")]
        return [
            ("[Content_Types].xml", contentTypes), ("_rels/.rels", relationships(packageRelationships + [origin])),
            ("word/document.xml", document), ("word/styles.xml", "<s/>"),
            ("word/_rels/document.xml.rels", relationships(documentRelationships)), ("_xmlsignatures/origin.sigs", ""),
            ("_xmlsignatures/_rels/origin.sigs.rels", relationships(signatures)), ("_xmlsignatures/sig1.xml", signature),
        ]
    }

    static let contentTypes =
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
        + "<Default Extension=\"rels\" ContentType=\"\(relationshipsContentType)\"/><Default Extension=\"sigs\" ContentType=\"application/x\"/>"
        + "<Override PartName=\"/word/document.xml\" ContentType=\"application/document+xml\"/>"
        + "<Override PartName=\"/word/styles.xml\" ContentType=\"application/styles+xml\"/>"
        + "<Override PartName=\"/_xmlsignatures/sig1.xml\" ContentType=\"application/sig+xml\"/></Types>"

    static func read(_ parts: [(name: String, content: String)]) throws -> [DocumentSignature] {
        let document = Document(bytes: ZipBuilder(files: parts.map { ZipBuilder.File($0.name, $0.content) }).bytes())
        #expect(OOXMLFormat.recognises(document) && !ODFFormat.recognises(document))
        return try OOXMLFormat.read(document, limits: Limits()).signatures
    }

    static func changed(_ name: String, _ content: String) throws -> [DocumentSignature] {
        try read(package().map { $0.name == name ? ($0.name, content) : $0 })
    }

    @Test func `an honest package is whole`() throws {
        let signature = try #require(Self.read(Self.package()).first)
        #expect(signature.cryptography == .valid && signature.document == .unchanged && signature.warnings.isEmpty)
        #expect(signature.scope == ["/word/document.xml", "/word/styles.xml", "/_rels/.rels", "/word/_rels/document.xml.rels"])
    }

    @Test func `a part replaced`() throws {
        let signature = try #require(Self.changed("word/document.xml", "<document xmlns=\"urn:word\">nine</document>").first)
        #expect(signature.cryptography == .hashFailure("/word/document.xml?ContentType=application/document+xml"))
        #expect(signature.document == .changed)
    }

    @Test func `a part removed`() throws {
        let signature = try #require(Self.read(Self.package().filter { $0.name != "word/styles.xml" }).first)
        #expect(signature.cryptography == .dataNotFound("/word/styles.xml?ContentType=application/styles+xml"))
        #expect(signature.document == .changed)
    }

    @Test func `content injection by a part that nobody signed`() throws {
        let signature = try #require(Self.read(Self.package() + [("word/comments.xml", "<c/>")]).first)
        #expect(signature.cryptography == .valid && signature.document == .partial)
        #expect(signature.warnings == [Finding("unsigned-part", "/word/comments.xml")])
    }

    @Test(arguments: ["Internal", "External"])
    func `content injection by a relationship that nobody signed`(mode: String) throws {
        let more = (id: "rId9", type: Self.relationshipType + "attachedTemplate", target: "http://example.invalid/t.dotm", mode: mode)
        let signature = try #require(
            Self.changed("word/_rels/document.xml.rels", Self.relationships(Self.documentRelationships + [more])).first)
        #expect(signature.cryptography == .valid && signature.document == .partial)
    }

    @Test func `the main document led elsewhere`() throws {
        let evil = (id: "rId2", type: Self.relationshipType + "officeDocument", target: "evil.xml", mode: "Internal")
        let parts = try Self.package().map {
            $0.name == "_rels/.rels" ? ($0.name, Self.relationships([evil] + Self.packageRelationships + [Self.origin])) : $0
        }
        #expect(try Self.read(parts + [("evil.xml", Self.document)]).allSatisfy { $0.document == .partial })
        let moved = Self.packageRelationships.map { (id: $0.id, type: $0.type, target: "evil.xml", mode: $0.mode) }
        #expect(try Self.changed("_rels/.rels", Self.relationships(moved + [Self.origin])).allSatisfy { $0.document == .changed })
    }

    /// What calls itself a description of the package and is content.
    @Test func `content disguised as metadata`() throws {
        let disguise = (
            id: "rId2", type: "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
            target: "word/comments.xml", mode: "Internal"
        )
        let parts = try Self.package().map { part in
            switch part.name {
            case "_rels/.rels": (part.name, Self.relationships(Self.packageRelationships + [Self.origin, disguise]))
            case "word/_rels/document.xml.rels":
                (
                    part.name,
                    Self.relationships(
                        Self.documentRelationships + [
                            (id: "c", type: Self.relationshipType + "comments", target: "comments.xml", mode: "Internal")
                        ])
                )
            default: part
            }
        }
        #expect(try Self.read(parts + [("word/comments.xml", "<c/>")]).allSatisfy { $0.document == .partial })
    }

    @Test func `a part of another type`() throws {
        let types = Self.contentTypes.replacing("application/document+xml", with: "application/macro+xml")
        #expect(try Self.changed("[Content_Types].xml", types).allSatisfy { !$0.isAcceptedWhole && $0.document == .changed })
        let twice = Self.contentTypes.replacing(
            "</Types>", with: "<Override PartName=\"/WORD/document.xml\" ContentType=\"application/macro+xml\"/></Types>")
        #expect(throws: DocumentRejection.malformed("content types")) { try Self.changed("[Content_Types].xml", twice) }
    }

    /// Universal forgery: a signature over nothing of the package.
    @Test func `a manifest that no reference covers`() throws {
        let package = try Self.package()
        let foreign = try XMLSigner().signature(
            [XMLSigner.Reference(uri: "#x", octets: "<x Id=\"x\"></x>")], objects: "<ds:Object><x Id=\"x\"></x></ds:Object>")
        guard let signature = package.last?.content, let start = signature.firstRange(of: "<ds:Object xmlns:ds"),
            let end = signature.firstRange(of: "</ds:Manifest></ds:Object>")
        else { throw TestAuthority.Unmakeable() }
        let forged = XMLSignatureWrappingTests.inside(foreign, String(signature[start.lowerBound..<end.upperBound]))
        #expect(try Self.changed("_xmlsignatures/sig1.xml", forged).allSatisfy { $0.cryptography == .valid && $0.document == .partial })
    }

    @Test func `a package without the way to its signatures has none`() throws {
        #expect(try Self.changed("_rels/.rels", Self.relationships(Self.packageRelationships)).isEmpty)
    }
}

/// OpenDocument packages with more in them than was signed.
@Suite struct OpenDocumentAttackTests {
    static func read(_ more: [(String, String)] = [], content: String = "<c/>") throws -> [DocumentSignature] {
        let type = "application/vnd.oasis.opendocument.text"
        let signed = [("mimetype", type), ("content.xml", "<c/>"), ("META-INF/manifest.xml", "<m/>")]
        let references = signed.map { XMLSigner.Reference(uri: $0.0, transforms: [], octets: $0.1) }
        let namespace = "urn:oasis:names:tc:opendocument:xmlns:digitalsignature:1.0"
        let signatures = try "<document-signatures xmlns=\"\(namespace)\">\(XMLSigner().signature(references))</document-signatures>"
        let files = [("mimetype", type), ("content.xml", content), ("META-INF/manifest.xml", "<m/>")]
        let all = files + [("META-INF/documentsignatures.xml", signatures)] + more
        let document = Document(bytes: ZipBuilder(files: all.map { ZipBuilder.File($0.0, $0.1) }).bytes())
        #expect(ODFFormat.recognises(document) && !OOXMLFormat.recognises(document))
        return try ODFFormat.read(document, limits: Limits()).signatures
    }

    @Test func `an honest document is whole`() throws {
        #expect(try Self.read().map(\.isAcceptedWhole) == [true])
    }

    @Test func `a file that nobody signed`() throws {
        let signature = try #require(Self.read([("Basic/evil.xml", "<e/>")]).first)
        #expect(signature.cryptography == .valid && signature.document == .partial)
        #expect(signature.warnings == [Finding("unsigned-part", "Basic/evil.xml")])
    }

    @Test func `a file replaced`() throws {
        let signature = try #require(Self.read(content: "<d/>").first)
        #expect(signature.cryptography == .hashFailure("content.xml") && signature.document == .changed)
    }
}
