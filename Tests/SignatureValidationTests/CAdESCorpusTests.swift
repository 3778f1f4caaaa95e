import PKI
import Testing

@testable import SignatureValidation

/// The files of others in the format CAdES, and what each must give.
///
/// Rulings. `Signature-C-DE_CRY-3.p7m`: its exponent is 47365, below the 65537 that FIPS 186-5 demands; the mathematics holds and the
/// key is told, for the policy to refuse. `cades-duplicated-signed-attrs.p7m`: RFC 5652 §11.2 allows one message digest. Not matching
/// and not counted here: the archive timestamps of `cades-dss1956.p7m`, whose hash index is no sequence, and of
/// `cades-ats-v3-wrong-cert.p7m`, whose index names a certificate that is not there. `CADES-B-DETACHED-withpolicy…` does not sign the
/// file that stands beside it.
@Suite(.enabled(if: Corpus.root != nil, "the corpus is not there")) struct CAdESCorpusTests {
    @Test(arguments: Corpus.rows("cades")) func `agrees with what others expect`(row: Corpus.Row) throws {
        let content = row["detached"].isEmpty ? nil : DetachedContent.bytes(try Corpus.bytes(row["detached"]))
        let document = Document(bytes: try row.bytes(), content: content)
        try #require(CAdESFormat.recognises(document))
        let signed = try CAdESFormat.read(document, limits: Limits())
        let verdicts = signed.signatures.map(\.cryptography)
        switch row["expected_crypto"] {
        case "pass":
            #expect(!verdicts.isEmpty && verdicts.allSatisfy { $0 == .valid }, "\(verdicts)")
            #expect(signed.signatures.allSatisfy { $0.document == .unchanged && $0.formatFailure == nil })
        case "fail": #expect(verdicts.contains { $0 != .valid }, "\(verdicts)")
        case "see-indication" where row["expected_reason"].contains("SIGNED_DATA_NOT_FOUND"):
            #expect(verdicts.contains(.dataNotFound("detached content")), "\(verdicts)")
        default: break
        }
    }
}
