internal import RelyingParty

/// Where a person submits a signed document, and reads whether the portal takes it.
struct DocumentsPage: Sendable {
    let report: DocumentReport?
    let antiForgeryToken: String
    let wording: Wording

    var body: HTML {
        """
        <div class="card">
        <h1>\(wording.documentsTitle)</h1>
        \(result)
        <p>\(wording.documentsLead)</p>
        <form method="post" action="/documents" enctype="multipart/form-data">\
        <input type="hidden" name="\(AntiForgery.fieldName)" value="\(antiForgeryToken)">
        <p><label for="document">\(wording.document)</label><input type="file" id="document" name="document" required></p>
        <p class="actions"><button type="submit">\(wording.submit)</button> <a class="aside" href="/">\(wording.home)</a></p>
        </form>
        </div>
        """
    }

    private var result: HTML {
        guard let report else { return .empty }
        let summary = report.summary(in: wording.language.rawValue)
        let verdict = Verdict(tone: tone(of: report), title: title(of: report), text: "\(Self.text(summary))")
        return "\(verdict.html)\(report.signatures.enumerated().map { signature($1, number: $0 + 1) })"
    }

    private func tone(of report: DocumentReport) -> Verdict.Tone {
        if report.isBySubject { return .good }
        let isBad = report.indication == .failed || report.indication == .refused || isForeign(report) || isChanged(report)
        return isBad ? .bad : .warn
    }

    private func title(of report: DocumentReport) -> String {
        if report.isBySubject { return wording.documentAccepted }
        if isChanged(report) { return wording.documentChanged }
        return isForeign(report) ? wording.documentForeign : wording.documentNotAccepted
    }

    private func isChanged(_ report: DocumentReport) -> Bool { report.signatures.contains { $0.document == "changed" } }

    private func isForeign(_ report: DocumentReport) -> Bool { report.signatures.contains { $0.identity == "mismatched" } }

    private func signature(_ signature: DocumentReport.Signature, number: Int) -> HTML {
        let summary = signature.summary(in: wording.language.rawValue)
        let reasons: [HTML] = (summary.reasons + [summary.advice].compactMap { $0 }).map { "<li>\($0)</li>" }
        return "<h2>\(wording.signature) \(String(number)): \(summary.verdict)</h2><ul>\(reasons)</ul>"
    }

    private static func text(_ summary: DocumentReport.Summary) -> String {
        ([summary.verdict + "."] + summary.reasons + [summary.advice].compactMap { $0 }).joined(separator: " ")
    }
}
