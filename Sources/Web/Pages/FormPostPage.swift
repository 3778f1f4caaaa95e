package import Mustache

/// Carries an authorization response to the portal as a form that posts itself. OAuth 2.0 Form Post Response Mode §2.
package struct FormPostPage: Page {
    /// The redirect URI that the portal registered.
    package var action: String
    /// The parameters of the response, in order.
    package var fields: [(name: String, value: String)]
    package var portal: String?

    package init(action: String, fields: [(name: String, value: String)], portal: String? = nil) {
        self.action = action
        self.fields = fields
        self.portal = portal
    }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.formPost }
    package func title(in words: Localization) -> String { words("form_post.title") }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        [
            "action": action, "heading": portal.map { words("form_post.heading", ["portal": $0]) } ?? title(in: words),
            "fields": fields.map { ["name": $0.name, "value": $0.value] },
        ]
    }

    package var usesScript: Bool { true }
    package var formTargets: [String] { SecurityHeaders.formTarget(of: action).map { [$0] } ?? [] }
}
