internal import Primitives
internal import SignatureValidation

/// A report on a document as people read it: what was found, why, and what to do.
struct DocumentVerdict {
    private let report: JSON.Object

    /// - Parameter report: in its detailed form.
    init(_ report: JSON.Object) { self.report = report }

    func view(in words: Localization) -> [String: Any] {
        let language = words.language.rawValue
        var view = Self.summary(report["text"]?[language])
        if isChanged { view["verdict"] = words("documents.changed") }
        view["tone"] = tone
        view[tone] = true
        view["file"] = report["file"]?.string
        view["format"] = report["format"]?.string
        let signatures = report["signatures"]?.array ?? []
        view["signatures"] = signatures.enumerated().map { Self.view(of: $1, number: $0 + 1, of: signatures.count, in: words) }
        return view
    }

    /// Only what passed entirely is good; what is not known is not bad.
    private var tone: String {
        if isChanged { return "bad" }
        return switch report["indication"]?.string {
        case "TOTAL-PASSED": "good"
        case "TOTAL-FAILED", "REFUSED": "bad"
        default: "warn"
        }
    }

    /// The standard calls a changed file undecided, since it leaves to a policy what may be changed; to a person it is no question.
    private var isChanged: Bool { (report["signatures"]?.array ?? []).contains { $0["document"] == "changed" } }

    private static func summary(_ text: JSON?) -> [String: Any] {
        var view: [String: Any] = ["verdict": text?["verdict"]?.string ?? "", "reasons": text?["reasons"]?.strings ?? []]
        view["advice"] = text?["advice"]?.string
        return view
    }

    private static func view(of signature: JSON, number: Int, of count: Int, in words: Localization) -> [String: Any] {
        var view = summary(signature["text"]?[words.language.rawValue])
        view["number"] = number
        view["heading"] = words("documents.signature", ["number": String(number), "count": String(count)])
        view["signer"] = signer(signature["signer"])
        view["claimed"] = signature["claimedTime"]?.string.map(time)
        view["proven"] = signature["provenTime"]?.string.map(time)
        let scope = (signature["scope"]?.strings ?? []).joined(separator: ", ")
        view["scope"] = scope.isEmpty ? nil : scope
        return view
    }

    /// Whatever the certificate says, it is the name of whoever was certified; numbers stay out of sight.
    private static func signer(_ signer: JSON?) -> String? { signer?["commonName"]?.string }

    /// Of an Internet time, as people write it in Vietnam, in the time of Vietnam: seven hours ahead of UTC all year.
    private static func time(_ text: String) -> String {
        guard let claimed = InternetTime.parse(text, allowingNoZone: true) else { return text }
        let local = InternetTime.text(claimed.hasZone ? claimed.instant + 7 * 3600 : claimed.instant)
        let (day, clock) = (local.prefix(10).split(separator: "-"), local.dropFirst(11).prefix(5))
        return "\(clock) \(day.reversed().joined(separator: "/"))"
    }
}
