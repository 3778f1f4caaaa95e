/// What is wrong with the configuration, in one line that names the key, the value and the mend.
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    let place: String
    let problem: String

    init(at place: String, _ problem: String) {
        self.place = place
        self.problem = problem
    }

    init(_ value: SourcedValue, _ mend: String) {
        self.init(at: value.origin, "\(value.setting.rawValue): \(Self.quoted(value.text)) \(mend)")
    }

    var description: String { place.isEmpty ? problem : "\(place): \(problem)" }

    /// A value as it may be shown: on one line, cut, and without the password of a URL.
    static func quoted(_ text: String) -> String {
        let printable = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : String($0) }.joined()
        let masked = masked(printable)
        return "\"" + (masked.count > 120 ? masked.prefix(120) + "…" : masked) + "\""
    }

    /// `scheme://user:password@host` with the password replaced.
    static func masked(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://"), let at = text.lastIndex(of: "@"), at > scheme.upperBound,
            let colon = text[scheme.upperBound..<at].firstIndex(of: ":")
        else { return text }
        return text[...colon] + "•••" + text[at...]
    }
}
