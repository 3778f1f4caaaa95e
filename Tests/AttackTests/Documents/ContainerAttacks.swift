import PKI
import Primitives
import Testing

@testable import SignatureValidation

/// Containers in which a reader sees files that nobody signed. ETSI EN 319 162-1.
@Suite struct ContainerAttacks {
    let holder: TestAuthority

    init() throws { holder = try TestAuthority.root(CertificateTemplate("Signer")) }

    private func manifest(_ files: [(String, String)], signature: String = "META-INF/signature001.p7s") throws -> [UInt8] {
        let references = try files.map { name, content in
            let digest = try #require(DigestAlgorithm.sha256.digest(Array(content.utf8)))
            return """
                <asic:DataObjectReference URI="\(name)"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>\
                <ds:DigestValue>\(Base64.encode(digest))</ds:DigestValue></asic:DataObjectReference>
                """
        }
        return Array(
            """
            <asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\
            <asic:SigReference URI="\(signature)"/>\(references.joined())</asic:ASiCManifest>
            """.utf8)
    }

    private func signature(over content: [UInt8], embedding embedded: [UInt8]? = nil) throws -> [UInt8] {
        var template = SignedDataTemplate()
        template.content = embedded ?? content
        template.isDetached = embedded == nil
        template.named = holder.certificate
        return try template.signed(by: holder)
    }

    private static func file(_ name: String, _ content: [UInt8]) -> ZipBuilder.File {
        var file = ZipBuilder.File(name)
        file.content = content
        return file
    }

    private func extended(_ data: [(String, String)], signed: [(String, String)], further: [ZipBuilder.File] = []) throws -> SignedDocument
    {
        let manifest = try manifest(signed)
        var files = [ZipBuilder.File("mimetype", "application/vnd.etsi.asic-e+zip")] + data.map { ZipBuilder.File($0, $1) }
        files += [
            Self.file("META-INF/ASiCManifest001.xml", manifest), Self.file("META-INF/signature001.p7s", try signature(over: manifest)),
        ]
        return try read(files + further)
    }

    private func read(_ files: [ZipBuilder.File]) throws -> SignedDocument {
        let document = Document(bytes: ZipBuilder(files: files).bytes())
        #expect(ASiCFormat.recognises(document))
        return try ASiCFormat.read(document, limits: Limits())
    }

    @Test func `a sound container is unchanged`() throws {
        let signed = try extended([("a.txt", "a"), ("b/c.txt", "c")], signed: [("a.txt", "a"), ("b/c.txt", "c")])
        #expect(signed.format == .asicE && signed.warnings.isEmpty)
        #expect(signed.signatures.map(\.cryptography) == [.valid] && signed.signatures[0].document == .unchanged)
        #expect(signed.signatures[0].scope == ["a.txt", "b/c.txt"])
    }

    @Test func `an extra unsigned file`() throws {
        let signed = try extended([("a.txt", "a"), ("evil.txt", "e")], signed: [("a.txt", "a")])
        #expect(signed.signatures[0].cryptography == .valid && signed.signatures[0].document == .partial)
        #expect(signed.signatures[0].changes == [DocumentChange(kind: "uncovered-file", subject: "evil.txt")])
    }

    @Test func `a replaced file`() throws {
        let signed = try extended([("a.txt", "evil")], signed: [("a.txt", "a")])
        #expect(signed.signatures[0].cryptography == .hashFailure("a.txt") && signed.signatures[0].document == .changed)
    }

    @Test func `a removed file`() throws {
        let signed = try extended([("a.txt", "a")], signed: [("a.txt", "a"), ("b.txt", "b")])
        #expect(signed.signatures[0].cryptography == .dataNotFound("b.txt"))
    }

    @Test func `a manifest that was replaced after signing`() throws {
        let honest = try manifest([("a.txt", "a")])
        let forged = try manifest([("a.txt", "evil")])
        let signed = try read([
            ZipBuilder.File("mimetype", "application/vnd.etsi.asic-e+zip"), ZipBuilder.File("a.txt", "evil"),
            Self.file("META-INF/ASiCManifest001.xml", forged), Self.file("META-INF/signature001.p7s", try signature(over: honest)),
        ])
        #expect(signed.signatures[0].cryptography == .hashFailure("message digest"))
    }

    @Test func `two manifests for one signature`() throws {
        let forged = Self.file("META-INF/ASiCManifest002.xml", try manifest([("evil.txt", "e")]))
        let signed = try extended([("a.txt", "a"), ("evil.txt", "e")], signed: [("a.txt", "a")], further: [forged])
        #expect(signed.signatures[0].formatFailure == "no single manifest for the signature")
    }

    @Test func `another content inside a detached signature`() throws {
        let forged = try manifest([("a.txt", "evil")])
        let honest = try manifest([("a.txt", "a")])
        let signed = try read([
            ZipBuilder.File("mimetype", "application/vnd.etsi.asic-e+zip"), ZipBuilder.File("a.txt", "evil"),
            Self.file("META-INF/ASiCManifest001.xml", forged),
            Self.file("META-INF/signature001.p7s", try signature(over: forged, embedding: honest)),
        ])
        #expect(signed.signatures[0].formatFailure == "another content inside a detached signature")
    }

    @Test func `a simple container has one data object, and in its root`() throws {
        let mimetype = ZipBuilder.File("mimetype", "application/vnd.etsi.asic-s+zip")
        let signature = Self.file("META-INF/signature.p7s", try signature(over: Array("a".utf8)))
        let sound = try read([mimetype, ZipBuilder.File("a.txt", "a"), signature])
        #expect(sound.format == .asicS && sound.signatures[0].cryptography == .valid && sound.signatures[0].document == .unchanged)
        let crowded = try read([mimetype, ZipBuilder.File("a.txt", "a"), ZipBuilder.File("b.txt", "b"), signature])
        #expect(crowded.signatures[0].formatFailure != nil && crowded.signatures[0].cryptography != .valid)
        #expect(throws: DocumentRejection.malformed("a data object in a folder of an ASiC-S container")) {
            _ = try read([mimetype, ZipBuilder.File("d/a.txt", "a"), signature])
        }
    }

    @Test(arguments: ["text/plain", "", "application/vnd.etsi.asic-e+zipx"]) func `a media type of something else`(type: String) {
        #expect(throws: DocumentRejection.malformed("media type of the container")) {
            _ = try read([ZipBuilder.File("mimetype", type), ZipBuilder.File("a.txt", "a")])
        }
    }

    @Test func `mimetype not first`() throws {
        let manifest = try manifest([("a.txt", "a")])
        let signed = try read([
            ZipBuilder.File("a.txt", "a"), Self.file("META-INF/ASiCManifest.xml", manifest),
            Self.file("META-INF/signature001.p7s", try signature(over: manifest)),
            ZipBuilder.File("mimetype", "application/vnd.etsi.asic-e+zip"),
        ])
        #expect(signed.warnings == [Finding("container-mimetype-not-first")] && signed.signatures[0].cryptography == .valid)
    }

    @Test func `a timestamp of another container`() throws {
        let authority = try TestAuthority.root(.timestampAuthority("TSA"))
        for (covered, matches) in [("a", true), ("b", false)] {
            let token = try authority.token(over: Array(covered.utf8), at: TestTime.now, referring: authority.certificate)
            let signed = try read([
                ZipBuilder.File("mimetype", "application/vnd.etsi.asic-s+zip"), ZipBuilder.File("a.txt", "a"),
                Self.file("META-INF/timestamp.tst", token),
            ])
            #expect(signed.signatures.isEmpty && signed.timestamps.map(\.imprintMatches) == [matches])
        }
    }

    @Test func `entities in a manifest`() {
        let bomb = Array(
            "<!DOCTYPE a [<!ENTITY b \"c\">]><asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\">&b;</asic:ASiCManifest>"
                .utf8)
        #expect(throws: DocumentRejection.self) {
            _ = try read([
                ZipBuilder.File("mimetype", "application/vnd.etsi.asic-e+zip"), ZipBuilder.File("a.txt", "a"),
                Self.file("META-INF/ASiCManifest.xml", bomb),
            ])
        }
    }

    @Test func `a container inside a container stays closed`() throws {
        let inner = ZipBuilder(files: [.init("mimetype", "application/vnd.etsi.asic-e+zip"), .init("../evil", "x")]).bytes()
        let signed = try read([
            ZipBuilder.File("mimetype", "application/vnd.etsi.asic-s+zip"), Self.file("inner.asice", inner),
            Self.file("META-INF/signature.p7s", try signature(over: inner)),
        ])
        #expect(signed.signatures.map(\.cryptography) == [.valid])
    }
}
