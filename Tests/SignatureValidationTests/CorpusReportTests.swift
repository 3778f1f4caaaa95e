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

    /// Rows whose format is served.
    static let rows = Corpus.all.filter { $0["format"] != "pades" }.filter { row in
        guard let bytes = try? row.bytes() else { return false }
        let document = Document(bytes: bytes)
        return DocumentFormats.all.contains { $0.recognises(document) }
    }

    /// Any document type refuses an XML file, whatever else it says: entities are what attackers use.
    static let refused: Set<String> = ["xmldsig/xmlsec/root/signature.xml", "xmldsig/xmlsec/root/xpointer-hmac.xml"]

    /// What is answered as unsupported on purpose: symmetric and unknown algorithms, keys without a certificate, foreign transforms,
    /// references that would have to be fetched, more than one detached file.
    static func mayBeUnsupported(_ row: Corpus.Row) -> Bool {
        row["format"] == "xmldsig" && !row["path"].contains("x509chain") || row["path"].contains("dsa-x509chain")
            || row["expected_reason"] == "NO_SIGNING_CERTIFICATE_FOUND" || row["detached"].contains(";")
            // Its second signature selects what it signs by XPath.
            || row["path"] == "asic/dss/detached-counter-signature.asice"
    }

    @Test(arguments: rows.filter { $0["expected_crypto"] == "pass" && !refused.contains($0["path"]) })
    func `sound cryptography is called valid`(_ row: Corpus.Row) throws {
        let report = try Self.report(row)
        let words = report.signatures.map(\.cryptography)
        #expect(!words.isEmpty, "\(report.indication) \(String(describing: report.reason))")
        #expect(
            words.allSatisfy { $0 == .valid || $0 == .unsupported && Self.mayBeUnsupported(row) },
            "\(words) \(report.signatures.flatMap(\.errors))")
    }

    @Test(arguments: rows.filter { $0["expected_crypto"] == "fail" })
    func `broken cryptography is never called valid`(_ row: Corpus.Row) throws {
        let report = try Self.report(row)
        #expect(report.signatures.isEmpty || report.signatures.contains { $0.cryptography != .valid })
    }

    @Test(arguments: rows.filter { $0["expected_class"] == "attack" })
    func `an attacked file is never valid and unchanged`(_ row: Corpus.Row) throws {
        let report = try Self.report(row)
        #expect(report.indication != .totalPassed)
        #expect(!report.signatures.contains { $0.cryptography == .valid && $0.document == .unchanged })
    }

    @Test(arguments: rows.filter { $0["expected_class"] == "reject" })
    func `a file that cannot be taken apart is refused`(_ row: Corpus.Row) throws {
        #expect(try Self.report(row).indication == .refused)
    }

    @Test(arguments: rows.filter { $0["expected_class"] == "no-signature" })
    func `a file without a signature has none`(_ row: Corpus.Row) throws {
        #expect([.noSignature, .refused].contains(try Self.report(row).indication))
    }

    @Test(arguments: rows)
    func `without an anchor nothing passes, and no report speaks in keys`(_ row: Corpus.Row) throws {
        let report = try Self.report(row)
        #expect(report.indication != .totalPassed)
        for signature in report.signatures where signature.indication == .indeterminate {
            #expect(signature.subIndication != nil)
        }
        for language in ReportLanguage.allCases {
            let summaries = [report.summary(language)] + report.signatures.map { $0.summary(language) }
            #expect(summaries.allSatisfy { !$0.verdict.contains(".") && !$0.verdict.isEmpty })
        }
        #expect(try JSON(parsing: report.json(detailed: true).bytes).object != nil)
    }
}
