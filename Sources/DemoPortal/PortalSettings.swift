/// What one portal is: resolved once from the command line.
struct PortalSettings: Sendable {
    let name: [Language: String]
    /// Where browsers find it, without a slash at the end.
    let publicURL: String
    let accent: Accent
    /// Tells the cookies of several portals on one host apart: browsers share them between ports.
    let cookiePrefix: String

    var isSecure: Bool { publicURL.hasPrefix("https://") }
    /// Exactly what the provider's registration of this portal has to hold.
    var redirectURI: String { publicURL + "/callback" }
    var postLogoutRedirectURI: String { publicURL + "/" }

    init(name: String, englishName: String?, publicURL: String, accent: Accent, port: Int) {
        self.name = [.vietnamese: name, .english: englishName ?? name]
        self.publicURL = publicURL.hasSuffix("/") ? String(publicURL.dropLast()) : publicURL
        self.accent = accent
        cookiePrefix = (publicURL.hasPrefix("https://") ? "__Host-" : "") + "portal_\(port)"
    }

    func name(in language: Language) -> String { name[language] ?? "" }
}

enum Language: String, Sendable, Hashable, CaseIterable {
    case vietnamese = "vi"
    case english = "en"

    var other: Language { self == .vietnamese ? .english : .vietnamese }
}
