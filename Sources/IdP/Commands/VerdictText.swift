internal import Primitives
internal import SignatureValidation

/// A detailed report for people: the verdict on a file, then each signature with its reasons.
struct VerdictText {
    private let report: JSON
    private let language: ReportLanguage

    init(_ report: JSON, language: ReportLanguage) {
        self.report = report
        self.language = language
    }

    var lines: [String] {
        let file = [report["file"]?.string, report["format"]?.string.map { "(\($0))" }].compactMap { $0 }.joined(separator: " ")
        var lines = ["\(file): \(verdict(of: report)) [\(word("indication", report))]"]
        lines += paragraph(report)
        for signature in report["signatures"]?.array ?? [] {
            let cause = signature["subIndication"]?.string.map { "/" + $0 } ?? ""
            let signer = signature["signer"]?["commonName"]?.string.map { "\($0): " } ?? ""
            lines.append("  - \(signer)\(verdict(of: signature)) [\(word("indication", signature))\(cause)]")
            lines += paragraph(signature).map { "  " + $0 }
        }
        return lines
    }

    private func paragraph(_ object: JSON) -> [String] {
        let text = object["text"]?[language.rawValue]
        return ((text?["reasons"]?.strings ?? []) + [text?["advice"]?.string].compactMap { $0 }).map { "  " + $0 }
    }

    private func verdict(of object: JSON) -> String { object["text"]?[language.rawValue]?["verdict"]?.string ?? "" }
    private func word(_ name: String, _ object: JSON) -> String { object[name]?.string ?? "" }
}
