package import HTTPTypes
package import Mustache

/// One page as a value: what it says, without how it looks.
package protocol Page: Sendable {
    static func template(in templates: Templates) -> MustacheTemplate
    var status: HTTPResponse.Status { get }
    /// The page's name in the browser's tab and history.
    func title(in words: Localization) -> String
    /// What the template fills in. Every text is escaped when it is rendered.
    func view(in words: Localization, settings: PageSettings) -> [String: Any]
    /// Whether the one script is needed.
    var usesScript: Bool { get }
    /// Sources to which the page's form may lead; see `SecurityHeaders.formTarget(of:)`.
    var formTargets: [String] { get }
    /// Sources of what the page loads in frames; see `SecurityHeaders.formTarget(of:)`.
    var frameSources: [String] { get }
    /// Seconds after which it makes sense to try again.
    var retryAfter: Int? { get }
}

extension Page {
    package var status: HTTPResponse.Status { .ok }
    package var usesScript: Bool { false }
    package var formTargets: [String] { [] }
    package var frameSources: [String] { [] }
    package var retryAfter: Int? { nil }
}

/// What all pages say alike at one instance.
package struct PageSettings: Sendable {
    /// The configured issuer: its host is what people should look for in the address bar.
    package var issuer: String
    /// The number that people may call; nil leaves the line out.
    package var hotline: String?

    package init(issuer: String, hotline: String? = nil) {
        self.issuer = issuer
        // A number is not to be broken over two lines.
        self.hotline = hotline.map { $0.split(separator: " ").joined(separator: "\u{A0}") }
    }

    /// The issuer's host and port, as the address bar shows them.
    package var host: String {
        let rest = issuer.split(separator: "/", omittingEmptySubsequences: true).dropFirst()
        return rest.first.map(String.init) ?? issuer
    }
}
