package import Mustache

/// Says at which portals the sign-out has arrived, and at which it has not.
package struct SignedOutPage: Page {
    package struct Portal: Sendable, Equatable {
        package var name: String
        /// Whether the portal has confirmed that its session is over.
        package var confirmed: Bool

        package init(name: String, confirmed: Bool) {
            self.name = name
            self.confirmed = confirmed
        }
    }

    package enum Outcome: Sendable, Equatable {
        case signedOut([Portal])
        /// There was no session to end.
        case wasSignedOut
        /// The person chose to stay signed in.
        case staysSignedIn
    }

    /// Where the person may go next: only an address that a portal registered.
    package struct Destination: Sendable, Equatable {
        package var portal: String
        package var address: String

        package init(portal: String, address: String) {
            self.portal = portal
            self.address = address
        }
    }

    package var outcome: Outcome
    package var back: Destination?

    package init(_ outcome: Outcome, back: Destination? = nil) {
        self.outcome = outcome
        self.back = back
    }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.signedOut }
    package func title(in words: Localization) -> String { words("signed_out.title") }
    package func view(in words: Localization, settings: PageSettings) -> [String: Any] { [:] }
}
