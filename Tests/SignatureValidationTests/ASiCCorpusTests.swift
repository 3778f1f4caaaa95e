import PKI
import Testing

@testable import SignatureValidation

/// The containers of others, and what each must give.
///
/// Rulings. `cp852encoded_signature.asice`: the mathematics holds, but its manifest names one of the two files: `partial`.
/// `detached-counter-signature.asice`: its second signature has an XPath transform, which is not served. `test-invalidts.asics` and
/// `1xTST-valid-bdoc-data-file-hash-failure-in-tst.asics` hold no signature; their timestamps are told as not matching.
/// `forged_lt.asice`: the signature value verifies with a certificate that stands beside the one whose digest is signed; the signer is
/// the one that is named, and whoever else has a certificate there is not (EN 319 102-1 §5.2.3).
@Suite(.enabled(if: Corpus.root != nil, "the corpus is not there")) struct ASiCCorpusTests {
    private static let rows = Corpus.rows("asic").filter { !$0["path"].hasSuffix(".der") }

    @Test(arguments: rows.filter { $0["expected_class"] == "reject" }) func `is refused`(row: Corpus.Row) throws {
        let document = Document(bytes: try row.bytes())
        #expect(ASiCFormat.recognises(document))
        #expect(throws: DocumentRejection.self) { _ = try ASiCFormat.read(document, limits: Limits()) }
    }

    @Test(arguments: rows.filter { $0["expected_class"] != "reject" })
    func `agrees with what others expect`(row: Corpus.Row) throws {
        let document = Document(bytes: try row.bytes())
        #expect(ASiCFormat.recognises(document))
        let signed = try ASiCFormat.read(document, limits: Limits())
        let verdicts = signed.signatures.map(\.cryptography)
        switch row["expected_crypto"] {
        case "pass":
            let isServed = verdicts.allSatisfy { if case .unsupported = $0 { false } else { true } }
            #expect(!verdicts.isEmpty && (!isServed || verdicts.allSatisfy { $0 == .valid }), "\(verdicts)")
        case "fail":
            let timestampFails = signed.timestamps.contains { !$0.imprintMatches }
            #expect(verdicts.contains { $0 != .valid } || (verdicts.isEmpty && timestampFails), "\(verdicts)")
        case "see-indication": expectIndication(row["expected_reason"], signed)
        case "na": #expect(verdicts.isEmpty)
        default: break
        }
        guard row["expected_class"] == "attack" else { return }
        #expect(signed.signatures.allSatisfy { $0.cryptography != .valid || $0.document > .extended })
    }

    private func expectIndication(_ reason: String, _ signed: SignedDocument) {
        let failures = signed.signatures.compactMap(\.formatFailure)
        let verdicts = signed.signatures.map(\.cryptography)
        if reason.contains("FORMAT_FAILURE") { #expect(!failures.isEmpty) }
        if reason.contains("HASH_FAILURE") { #expect(verdicts.contains { if case .hashFailure = $0 { true } else { false } }) }
        if reason.contains("SIGNED_DATA_NOT_FOUND") { #expect(verdicts.contains { if case .dataNotFound = $0 { true } else { false } }) }
    }

    @Test(arguments: [
        ("asic/dss/onefile-too-much-files.asice", DocumentState.partial), ("asic/dss/cp852encoded_signature.asice", .partial),
        ("asic/siva/valid-asice-lta.asice", .unchanged), ("asic/dss/ASiC-E-CAdES-BpLTA.sce", .unchanged),
    ])
    func `every data object is covered, or the document is partial`(path: String, expected: DocumentState) throws {
        let signed = try ASiCFormat.read(Document(bytes: Corpus.bytes(path)), limits: Limits())
        #expect(signed.signatures.map(\.document) == [expected])
    }
}
