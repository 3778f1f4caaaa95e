import PKI
import Primitives
import SignatureValidation
import Testing

/// Whole reports on files that others made, without any anchor, beside what the manifest says that they must be.
@Suite(.enabled(if: Corpus.root != nil, "the corpus is not there"))
struct CorpusReportTests {
    static let now = Instant(secondsSinceEpoch: 1_795_000_000)

    static func report(_ row: Corpus.Row) throws -> Report {
        let detached = row["detached"].split(separator: ";").map(String.init)
        let content = try detached.count == 1 ? DetachedContent.bytes(Corpus.bytes(detached[0])) : nil
        let validator = SignatureValidator(trust: TrustStore(), at: now)
        return validator.report(on: try Document(bytes: row.bytes(), content: content, name: row["path"]))
    }

    /// Any document type refuses an XML file, whatever else it says: entities are what attackers use.
    static let refused: Set<String> = ["xmldsig/xmlsec/root/signature.xml", "xmldsig/xmlsec/root/xpointer-hmac.xml"]

    /// What is answered as unsupported on purpose: symmetric and unknown algorithms, keys without a certificate, foreign transforms,
    /// references that would have to be fetched, more than one detached file.
    static func mayBeUnsupported(_ row: Corpus.Row) -> Bool {
        row["format"] == "xmldsig" && !row["path"].contains("x509chain") || row["path"].contains("dsa-x509chain")
            || row["expected_reason"] == "NO_SIGNING_CERTIFICATE_FOUND" || row["detached"].contains(";") || row["path"].contains("shake256")
            // One of its references goes through an XPath.
            || row["path"].contains("asic/dss/detached-counter-signature")
    }

    /// One report for each file, since a report costs more than what is asked of it.
    @Test(arguments: Corpus.all)
    func `a report is what the manifest demands`(_ row: Corpus.Row) throws {
        let report = try Self.report(row)
        expectCryptography(row, report)
        expectClass(row, report)
        try expectWords(report)
    }

    private func expectCryptography(_ row: Corpus.Row, _ report: Report) {
        let words = report.signatures.map(\.cryptography)
        switch row["expected_crypto"] {
        case "pass" where !Self.refused.contains(row["path"]):
            #expect(!words.isEmpty, "\(report.indication) \(String(describing: report.reason))")
            let isRight = words.allSatisfy { $0 == .valid || $0 == .unsupported && Self.mayBeUnsupported(row) }
            #expect(isRight, "\(words) \(report.signatures.flatMap(\.errors))")
        case "fail": #expect(words.isEmpty || words.contains { $0 != .valid }, "\(words)")
        case "mixed": #expect(words.contains(.valid) && words.contains { $0 != .valid }, "\(words)")
        default: break
        }
    }

    private func expectClass(_ row: Corpus.Row, _ report: Report) {
        // Without an anchor nothing passes.
        #expect(report.indication != .totalPassed)
        switch row["expected_class"] {
        case "attack":
            #expect(!report.signatures.contains { $0.cryptography == .valid && $0.document == .unchanged })
        case "reject": #expect(report.indication == .refused)
        // In `BadEncodedCMS` there is a signature, of which only the certificate is not there.
        case "no-signature" where !row["path"].contains("BadEncodedCMS"):
            #expect([.noSignature, .refused].contains(report.indication))
        default: break
        }
    }

    /// People are told in words, programs in JSON and XML that can be read.
    private func expectWords(_ report: Report) throws {
        for signature in report.signatures where signature.indication != .totalPassed { #expect(signature.subIndication != nil) }
        for language in ReportLanguage.allCases {
            let summaries = [report.summary(language)] + report.signatures.map { $0.summary(language) }
            #expect(summaries.allSatisfy { !$0.verdict.contains(".") && !$0.verdict.isEmpty })
        }
        #expect(try JSON(parsing: report.json(detailed: true).bytes).object != nil)
        #expect(report.etsiValidationReport.hasPrefix("<?xml"))
    }
}
