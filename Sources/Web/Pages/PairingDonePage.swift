package import Mustache

/// Says what was answered, and that the person is done here.
package struct PairingDonePage: Page {
    package enum Outcome: Sendable, Equatable { case allowed, denied }

    package var outcome: Outcome

    package init(_ outcome: Outcome) { self.outcome = outcome }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.pairingDone }
    package func title(in words: Localization) -> String { words("pairing.title") }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        let isAllowed = outcome == .allowed
        return [
            "allowed": isAllowed, "tone": isAllowed ? "good" : "warn",
            "heading": words(isAllowed ? "pairing.done_allowed" : "pairing.done_denied"),
            "what": words(isAllowed ? "pairing.done_allowed_what" : "pairing.done_denied_what"),
        ]
    }
}
