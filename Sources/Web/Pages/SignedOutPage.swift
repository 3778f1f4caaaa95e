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
    package func title(in words: Localization) -> String { words("logout.signed_out_title") }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        let (heading, explanation) = texts(in: words)
        let good = unconfirmed.isEmpty && outcome != .staysSignedIn
        var view: [String: Any] = ["heading": heading, "explanation": explanation, "good": good, "tone": good ? "good" : "warn"]
        view["anyPortals"] = !portals.isEmpty
        view["portals"] = portals.map { portal in
            [
                "name": portal.name, "tone": portal.confirmed ? "good" : "warn",
                "state": words(portal.confirmed ? "logout.confirmed" : "logout.unconfirmed"),
            ]
        }
        view["back"] = back.map { ["address": $0.address, "text": words("logout.back", ["portal": $0.portal])] }
        return view
    }

    private var portals: [Portal] { if case .signedOut(let portals) = outcome { portals } else { [] } }
    private var unconfirmed: [String] { portals.filter { !$0.confirmed }.map(\.name) }

    private func texts(in words: Localization) -> (heading: String, explanation: String) {
        switch outcome {
        case .wasSignedOut: return (words("logout.was_out"), words("logout.was_out_what"))
        case .staysSignedIn: return (words("logout.not_done"), words("logout.not_done_what"))
        case .signedOut where !unconfirmed.isEmpty:
            return (words("logout.partial_heading"), words("logout.partial", ["portals": unconfirmed.joined(separator: ", ")]))
        case .signedOut(let portals) where portals.isEmpty: return (words("logout.done_none"), words("logout.done_what"))
        case .signedOut(let portals) where portals.count == 1: return (words("logout.done_one"), words("logout.done_what"))
        case .signedOut(let portals): return (words("logout.done", ["n": String(portals.count)]), words("logout.done_what"))
        }
    }
}
