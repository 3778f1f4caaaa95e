import PKI
import Testing

@testable import SignatureValidation

/// Archives inside archives: what is inside is data, and nobody unpacks it.
@Suite struct NestedArchiveTests {
    let holder: TestAuthority

    init() throws { holder = try TestAuthority.root(CertificateTemplate("Signer")) }

    private static func file(_ name: String, _ content: [UInt8], isDeflated: Bool = false) -> ZipBuilder.File {
        var file = ZipBuilder.File(name)
        (file.content, file.isDeflated) = (content, isDeflated)
        return file
    }

    private func signature(over content: [UInt8]) throws -> [UInt8] {
        var template = SignedDataTemplate()
        (template.content, template.isDetached, template.named) = (content, true, holder.certificate)
        return try template.signed(by: holder)
    }

    private func simple(_ name: String, _ content: [UInt8], signature: [UInt8]? = nil, isDeflated: Bool = false) throws -> [UInt8] {
        ZipBuilder(files: [
            ZipBuilder.File("mimetype", "application/vnd.etsi.asic-s+zip"), Self.file(name, content, isDeflated: isDeflated),
            Self.file("META-INF/signature.p7s", try signature ?? self.signature(over: content)),
        ]).bytes()
    }

    private func read(_ bytes: [UInt8]) throws -> SignedDocument {
        let document = Document(bytes: bytes)
        return try #require(DocumentFormats.all.first { $0.recognises(document) }).read(document, limits: Limits())
    }

    @Test func `the signatures of an inner container are nobody's of the outer one`() throws {
        let inner = try simple("a.txt", Array("a".utf8))
        let outer = try read(simple("inner.asics", inner))
        #expect(outer.signatures.map(\.scope) == [["inner.asics"]])
        // Without a signature of its own, a container has none, whatever is signed in it.
        let wrapped = ZipBuilder(files: [ZipBuilder.File("mimetype", "application/vnd.etsi.asic-e+zip"), Self.file("inner.asics", inner)])
        #expect(try read(wrapped.bytes()).signatures.isEmpty)
    }

    @Test func `an inner container that was changed is a changed file`() throws {
        let inner = try simple("a.txt", Array("a".utf8))
        let other = try simple("a.txt", Array("b".utf8))
        let swapped = try read(simple("inner.asics", other, signature: signature(over: inner)))
        #expect(swapped.signatures.allSatisfy { $0.cryptography != .valid })
    }

    @Test func `a container in place of a signature`() throws {
        let content = Array("a".utf8)
        let inner = try simple("a.txt", content)
        let read = try read(simple("a.txt", content, signature: inner))
        #expect(read.signatures.map(\.formatFailure) == ["signature file"])
        #expect(read.signatures.allSatisfy { $0.cryptography != .valid })
    }

    @Test func `bombs in bombs stay unexploded`() throws {
        // What is inside breaks the budget of an archive, and the one around it is none of its concern.
        var bomb = Self.file("0", [UInt8](repeating: 0, count: 1 << 16), isDeflated: true)
        bomb.announcedCount = 1 << 30
        var level = ZipBuilder(files: [bomb]).bytes()
        #expect(throws: DocumentRejection.limit("inflatedBytes")) { try ZipArchive(level, limits: Limits()) }
        for depth in 0..<64 { level = ZipBuilder(files: [Self.file("\(depth).zip", level)]).bytes() }
        let container = try simple("bomb.zip", level)
        let start = ContinuousClock.now
        let cryptography = try read(container).signatures.map(\.cryptography)
        #expect(ContinuousClock.now - start < .seconds(1))
        #expect(cryptography == [.valid])
    }

    @Test func `a document in a document`() throws {
        // A signed package embedded in one that nobody signed.
        let inner = ZipBuilder(files: try OfficeSignatureAttackTests.package().map { ZipBuilder.File($0.name, $0.content) }).bytes()
        let parts = try OfficeSignatureAttackTests.package().filter { !$0.name.hasPrefix("_xmlsignatures") }
        let files = parts.map { name, content in
            let relationships = OfficeSignatureAttackTests.relationships(OfficeSignatureAttackTests.packageRelationships)
            return ZipBuilder.File(name, name == "_rels/.rels" ? relationships : content)
        }
        let outer = ZipBuilder(files: files + [Self.file("word/embeddings/inner.docx", inner)])
        #expect(try read(outer.bytes()).signatures.isEmpty)
    }
}
