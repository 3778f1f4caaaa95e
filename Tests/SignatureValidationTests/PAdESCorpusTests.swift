import Foundation
import SignatureValidation
import Testing

/// Signed PDF files of others, with what their own tests assert. `corpus/README.md` says how to judge a run.
@Suite(.enabled(if: Corpus.root != nil, "the collection is not beside the project"))
struct PAdESCorpusTests {
    static let rows = Corpus.rows("pades")

    private func read(_ row: Corpus.Row) throws -> SignedDocument {
        try PAdESFormat.read(Document(bytes: try row.bytes()), limits: Limits())
    }

    private func outcome(_ row: Corpus.Row) throws -> Result<SignedDocument, DocumentRejection> {
        let bytes = try row.bytes()
        return Result { () throws(DocumentRejection) in try PAdESFormat.read(Document(bytes: bytes), limits: Limits()) }
    }

    /// Rulings. SHAKE256 is no hash that the library offers for a message digest of CMS: recognised, `unsupported`.
    private static let unsupported: Set = ["pades/pyhanko/ed448-shake256-nolen.pdf"]

    @Test(arguments: rows.filter { $0["expected_crypto"] == "pass" })
    func `What others find intact is intact`(_ row: Corpus.Row) throws {
        let signatures = try read(row).signatures
        #expect(!signatures.isEmpty)
        for signature in signatures {
            if Self.unsupported.contains(row["path"]), case .unsupported = signature.cryptography { continue }
            #expect(signature.cryptography == .valid)
        }
    }

    @Test(arguments: rows.filter { $0["expected_crypto"] == "fail" })
    func `What others find broken is broken`(_ row: Corpus.Row) throws {
        guard case .success(let document) = try outcome(row) else { return }
        #expect(document.signatures.contains { $0.cryptography != .valid || $0.formatFailure != nil })
    }

    @Test(arguments: rows.filter { $0["expected_class"] == "attack" })
    func `No attack is valid and unchanged`(_ row: Corpus.Row) throws {
        guard case .success(let document) = try outcome(row) else { return }
        #expect(!document.signatures.isEmpty)
        #expect(!document.signatures.contains { $0.cryptography == .valid && $0.document == .unchanged })
    }

    /// Ruling on `pades-multiple-pages-annots-overlap`: the annotations that overlap are links of the text, by half a point, and they were
    /// so when it was signed; nothing was changed after, so that `extended` is right.
    @Test(arguments: rows.filter { $0["expected_class"] == "attack" && !$0["path"].contains("annots-overlap") })
    func `An attack shows in the state of the document`(_ row: Corpus.Row) throws {
        guard case .success(let document) = try outcome(row) else { return }
        let isRange = row["attack"].contains("ByteRange")
        #expect(document.signatures.contains { $0.document == (isRange ? .partial : .changed) })
    }

    @Test(arguments: rows.filter { $0["expected_class"] == "no-signature" })
    func `Where others find no signature there is none`(_ row: Corpus.Row) throws {
        // Ruling: the file has a signature dictionary whose certificate is not there. That is a signature which cannot be verified.
        if row["path"].contains("BadEncodedCMS") { return #expect(try read(row).signatures.map(\.cryptography) == [.certificateNotFound]) }
        #expect(try read(row).signatures.isEmpty)
    }

    @Test(arguments: rows.filter { ["error", "reject"].contains($0["expected_class"]) })
    func `What nobody can take apart is refused`(_ row: Corpus.Row) throws {
        guard case .failure = try outcome(row) else { return #expect(Bool(false), "it was read") }
    }

    /// Permitted by the standard, and reported as permitted. Rulings on the others: in `lt-short` later signatures are stamped over the
    /// figures of a table that earlier ones signed; `pades-lta-dss-indirect-arrs-test` and the like only add evidence.
    @Test(arguments: rows.filter { ["crypto-valid", "valid", "valid-with-warnings"].contains($0["expected_class"]) })
    func `Later signatures, timestamps and evidence change nothing`(_ row: Corpus.Row) throws {
        if row["path"].contains("lt-short") || Self.unsupported.contains(row["path"]) { return }
        for signature in try read(row).signatures {
            #expect(signature.document <= .extended, "\(signature.changes.map(\.kind))")
        }
    }

    @Test func `A file of 25 signatures names them all`() throws {
        let row = try #require(Self.rows.first { $0["path"].contains("lt-short") })
        #expect(try read(row).signatures.count == 24)
        #expect(try read(row).timestamps.count == 1)
    }
}
