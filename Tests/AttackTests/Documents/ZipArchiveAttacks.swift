import Testing

@testable import SignatureValidation

/// Archives that say one thing to the verifier and another to the program that unpacks them.
@Suite struct ZipArchiveAttacks {
    static func read(_ builder: ZipBuilder) throws(DocumentRejection) -> ZipArchive {
        try ZipArchive(builder.bytes(), limits: Limits())
    }

    @Test func `an honest archive is read`() throws {
        var deflated = ZipBuilder.File("b/c.txt", String(repeating: "x", count: 5000))
        deflated.isDeflated = true
        let archive = try Self.read(
            ZipBuilder(files: [.init("a.txt", "hello"), .init("b/"), deflated], comment: Array("made by a test".utf8)))
        #expect(archive.files.map(\.name) == ["a.txt", "b/c.txt"])
        #expect(try archive.contents(of: #require(archive["a.txt"])) == Array("hello".utf8))
        #expect(try archive.contents(of: #require(archive["b/c.txt"])).count == 5000)
    }

    @Test(arguments: [("a.txt", "a.txt"), ("a.txt", "A.TXT"), ("d", "d/"), ("caf\u{E9}", "cafe\u{301}")])
    func `duplicate names`(first: String, second: String) {
        #expect(throws: DocumentRejection.malformed("a name twice in the archive")) {
            try Self.read(
                ZipBuilder(files: [.init(first, first.hasSuffix("/") ? "" : "1"), .init(second, second.hasSuffix("/") ? "" : "2")]))
        }
    }

    @Test(arguments: ["../a", "a/../b", "/etc/passwd", "./a", "a//b", "a/.", "C:/a", "a\\b", "a\nb", "..", ".", "/", "a/\u{7F}"])
    func `path traversal and names that are no names`(name: String) {
        #expect(throws: DocumentRejection.malformed("a name in the archive")) { _ = try Self.read(ZipBuilder(files: [.init(name, "x")])) }
    }

    @Test func `an empty name`() {
        #expect(throws: DocumentRejection.malformed("a name in the archive")) { _ = try Self.read(ZipBuilder(files: [.init("", "x")])) }
    }

    @Test func `local header and central directory differ`() {
        var named = ZipBuilder.File("good.txt", "x")
        named.localName = Array("evil.txt".utf8)
        var summed = ZipBuilder.File("good.txt", "x")
        summed.localChecksum = 1
        for file in [named, summed] {
            #expect(throws: DocumentRejection.malformed("local header and directory of the archive differ")) {
                try Self.read(ZipBuilder(files: [file]))
            }
        }
    }

    @Test func `an entry that the directory does not name`() {
        let hidden = ZipBuilder(files: [.init("hidden.txt", "y")]).bytes().prefix(41)
        #expect(throws: DocumentRejection.malformed("bytes between the entries and the directory of the archive")) {
            try Self.read(ZipBuilder(files: [.init("a.txt", "x")], unlisted: Array(hidden)))
        }
    }

    @Test func `bytes before and between the entries`() {
        for index in 0..<2 {
            var files = [ZipBuilder.File("a.txt", "x"), ZipBuilder.File("b.txt", "y")]
            files[index].gap = Array("#!/bin/sh\n".utf8)
            #expect(throws: DocumentRejection.malformed("bytes between the entries of the archive")) {
                try Self.read(ZipBuilder(files: files))
            }
        }
    }

    @Test func `an archive in the comment of another`() {
        let inner = ZipBuilder(files: [.init("evil.txt", "x")]).bytes()
        let outer = ZipBuilder(files: [.init("good.txt", "x")], comment: inner)
        // The inner directory's offset is not where it would be: one reading is left, and it is the outer one.
        #expect(throws: Never.self) { try #expect(Self.read(outer).files.map(\.name) == ["good.txt"]) }
        let concatenated = ZipBuilder(files: [.init("good.txt", "x")]).bytes() + inner
        #expect(throws: DocumentRejection.malformed("an archive without a directory")) {
            _ = try ZipArchive(concatenated, limits: Limits())
        }
    }

    @Test func `a symbolic link`() {
        var link = ZipBuilder.File("link", "/etc/passwd")
        link.externalAttributes = 0xA1FF_0000
        #expect(throws: DocumentRejection.malformed("a link in the archive")) { _ = try Self.read(ZipBuilder(files: [link])) }
    }

    @Test func `an encrypted entry`() {
        var secret = ZipBuilder.File("a.txt", "x")
        secret.flags = 0x0801
        #expect(throws: DocumentRejection.unsupported("an encrypted archive")) { _ = try Self.read(ZipBuilder(files: [secret])) }
    }

    @Test func `bombs`() {
        var zeros = ZipBuilder.File("zeros", String(repeating: "0", count: 100_000))
        zeros.isDeflated = true
        zeros.announcedCount = 60 << 20
        let dense = ZipBuilder(files: [zeros])
        #expect(throws: DocumentRejection.limit("inflationRatio")) { _ = try Self.read(dense) }
        var huge = ZipBuilder.File("huge", "x")
        huge.isDeflated = true
        huge.announcedCount = 1 << 30
        #expect(throws: DocumentRejection.limit("inflatedBytes")) { _ = try Self.read(ZipBuilder(files: [huge])) }
        let many = (0...1000).map { ZipBuilder.File("\($0)") }
        #expect(throws: DocumentRejection.limit("archiveEntries")) { _ = try Self.read(ZipBuilder(files: many)) }
    }

    @Test func `an entry that inflates to more or less than it announces`() throws {
        for announced in [1, 4999, 5001] {
            var file = ZipBuilder.File("a.txt", String(repeating: "x", count: 5000))
            file.isDeflated = true
            file.announcedCount = announced
            let archive = try Self.read(ZipBuilder(files: [file]))
            #expect(throws: DocumentRejection.malformed("a damaged entry of the archive")) { try archive.contents(of: archive.files[0]) }
        }
    }

    @Test func `every prefix of an archive is refused`() {
        let bytes = ZipBuilder(files: [.init("a.txt", "hello"), .init("b.txt", "world")]).bytes()
        for count in 0..<bytes.count {
            #expect(throws: DocumentRejection.self) { _ = try ZipArchive(Array(bytes.prefix(count)), limits: Limits()) }
        }
    }
}
