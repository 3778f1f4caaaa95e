import Testing

@testable import SignatureValidation

@Suite(.enabled(if: Corpus.root != nil, "the corpus is not there")) struct ZipArchiveTests {
    @Test(arguments: ["asic", "odf", "ooxml"].flatMap(Corpus.rows).filter { !$0["path"].hasSuffix(".der") })
    func `an archive of others is read to its last file`(row: Corpus.Row) throws {
        let archive = try ZipArchive(row.bytes(), limits: Limits())
        #expect(!archive.files.isEmpty)
        for entry in archive.files { #expect(try archive.contents(of: entry).count == entry.count) }
    }
}
