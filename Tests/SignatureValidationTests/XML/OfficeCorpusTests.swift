import Foundation
import SignatureValidation
import Testing

/// Published Office and OpenDocument files.
@Suite(.enabled(if: Corpus.root != nil, "the corpus is not here")) struct OfficeCorpusTests {
    @Test(arguments: Corpus.rows("ooxml") + Corpus.rows("odf"))
    func `what others signed gives what others found`(row: Corpus.Row) throws {
        let document = try Document(bytes: row.bytes())
        let format = try #require(DocumentFormats.all.first { $0.recognises(document) })
        let read = try format.read(document, limits: Limits())
        #expect(read.format == (row["format"] == "odf" ? .odf : .ooxml))
        #expect((row["expected_class"] == "no-signature") == read.signatures.isEmpty)
        for signature in read.signatures {
            if row["expected_crypto"] == "pass" { #expect(signature.cryptography == .valid) }
        }
    }
}
