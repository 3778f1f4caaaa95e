import PKI
import Primitives
import SignatureValidation
import Testing

/// Signatures in JSON that others made. The expectations are of cryptography alone; trust is not asked.
@Suite(.enabled(if: Corpus.root != nil, "the corpus is not there"))
struct JAdESCorpusTests {
    static func read(_ row: Corpus.Row) throws -> SignedDocument {
        let detached = row["detached"].split(separator: ";").map(String.init)
        let content = try detached.count == 1 ? DetachedContent.bytes(Corpus.bytes("" + detached[0])) : nil
        return try JAdESFormat.read(Document(bytes: row.bytes(), content: content), limits: Limits())
    }

    @Test(arguments: Corpus.rows("jades"))
    func `what the manifest expects of a file's cryptography is what is found`(_ row: Corpus.Row) throws {
        #expect(JAdESFormat.recognises(Document(bytes: try row.bytes())))
        let found = try Self.read(row).signatures.map { SignatureReport.CryptographyWord($0, in: .jades) }
        switch row["expected_crypto"] {
        case "pass": #expect(found.allSatisfy { $0 == .valid }, "\(found)")
        case "fail": #expect(!found.contains(.valid), "\(found)")
        case "mixed": #expect(found.contains(.valid) && found.contains(.invalid), "\(found)")
        default: break
        }
    }

    @Test(
        arguments: Corpus.rows("jades").filter { $0["path"].contains("lta") || $0["path"].contains("LTA") || $0["level"].contains("LTA") })
    func `every timestamp of a long-term file is over what its place demands`(_ row: Corpus.Row) throws {
        for signature in try Self.read(row).signatures {
            let wrong = signature.timestamps.filter { !$0.imprintMatches }.map(\.kind)
            #expect(wrong.isEmpty && !signature.timestamps.isEmpty, "\(wrong)")
        }
    }

    /// A content timestamp that was copied is over the same content, and fits: two signatures may share it.
    @Test(arguments: Corpus.rows("jades").filter { $0["path"].contains("copied-sigtst") })
    func `a timestamp copied from elsewhere is over something else`(_ row: Corpus.Row) throws {
        let timestamps = try Self.read(row).signatures.flatMap(\.timestamps)
        #expect(timestamps.contains { !$0.imprintMatches })
    }
}
