package import Mustache

/// Asks whether to sign out everywhere, for a request that nobody vouches for. RP-Initiated Logout 1.0 §2.
package struct SignOutPage: Page {
    /// The portal that asked, if it is known.
    package var portal: String?
    /// The portals that the session is used at.
    package var portals: [String]
    package var action: String
    package var antiForgery: String
    /// What the answer must carry along, in order.
    package var fields: [(name: String, value: String)]
    package var formTargets: [String]

    package init(
        portal: String? = nil, portals: [String] = [], action: String, antiForgery: String, fields: [(name: String, value: String)] = [],
        formTargets: [String] = []
    ) {
        self.portal = portal
        self.portals = portals
        self.action = action
        self.antiForgery = antiForgery
        self.fields = fields
        self.formTargets = formTargets
    }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.signOut }
    package func title(in words: Localization) -> String { words("logout.title") }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        var view: [String: Any] = ["action": action, "csrf": antiForgery, "portals": portals, "anyPortals": !portals.isEmpty]
        view["portal"] = portal
        view["fields"] = fields.map { ["name": $0.name, "value": $0.value] }
        return view
    }
}
