package import Mustache

/// Says at which portals the sign-out has arrived, and at which it has not; loads the addresses of those that are asked through the
/// browser, and then leads on to the portal that began. OpenID Connect Front-Channel Logout 1.0 §3.
package struct SignedOutPage: Page {
    package enum Answer: String, Sendable, CaseIterable {
        /// The portal said that its session is over.
        case confirmed
        case unconfirmed
        /// This browser asks the portal, whose answer nobody sees.
        case asked
    }

    package struct Portal: Sendable, Equatable {
        package var name: String
        package var answer: Answer

        package init(name: String, answer: Answer) {
            self.name = name
            self.answer = answer
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
    /// What portals registered to be loaded when a session ends.
    package var frames: [String]

    /// Seconds that the frames have to load where no script can tell that they have.
    private static let patience = "5"

    package init(_ outcome: Outcome, back: Destination? = nil, frames: [String] = []) {
        self.outcome = outcome
        self.back = back
        self.frames = frames
    }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.signedOut }
    package func title(in words: Localization) -> String { words("logout.signed_out_title") }

    /// Leads on by itself: the person asked a portal to sign out, and is on the way back to it.
    private var continues: Bool { back != nil && !frames.isEmpty }
    package var usesScript: Bool { continues }

    package var frameSources: [String] {
        var sources: [String] = []
        for source in frames.compactMap(SecurityHeaders.formTarget(of:)) where !sources.contains(source) { sources.append(source) }
        return sources
    }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        let (heading, explanation) = texts(in: words)
        let good = unconfirmed.isEmpty && outcome != .staysSignedIn
        var view: [String: Any] = ["heading": heading, "explanation": explanation, "good": good, "tone": good ? "good" : "warn"]
        view["anyPortals"] = !portals.isEmpty
        view["portals"] = portals.map { portal in
            [
                "name": portal.name, "tone": portal.answer == .unconfirmed ? "warn" : "good",
                "state": words("logout.\(portal.answer.rawValue)"),
            ]
        }
        view["anyAsked"] = portals.contains { $0.answer == .asked }
        view["frames"] = frames
        view["back"] = back.map { ["address": $0.address, "text": words("logout.back", ["portal": $0.portal])] }
        if let back, continues {
            view["onward"] = [
                "refresh": "\(Self.patience); url=\(back.address)", "text": words("logout.onward", ["portal": back.portal]),
            ]
        }
        return view
    }

    private var portals: [Portal] { if case .signedOut(let portals) = outcome { portals } else { [] } }
    private var unconfirmed: [String] { portals.filter { $0.answer == .unconfirmed }.map(\.name) }

    private func texts(in words: Localization) -> (heading: String, explanation: String) {
        switch outcome {
        case .wasSignedOut: return (words("logout.was_out"), words("logout.was_out_what"))
        case .staysSignedIn: return (words("logout.not_done"), words("logout.not_done_what"))
        case .signedOut where !unconfirmed.isEmpty:
            return (words("logout.partial_heading"), words("logout.partial", ["portals": unconfirmed.joined(separator: ", ")]))
        // Nobody knows of a portal that was only asked: it is not counted.
        case .signedOut(let portals) where portals.allSatisfy({ $0.answer != .confirmed }):
            return (words("logout.done_none"), words("logout.done_what"))
        case .signedOut(let portals):
            let count = portals.count { $0.answer == .confirmed }
            return (count == 1 ? words("logout.done_one") : words("logout.done", ["n": String(count)]), words("logout.done_what"))
        }
    }
}
