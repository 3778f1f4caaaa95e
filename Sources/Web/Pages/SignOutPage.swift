package import Mustache

/// Asks whether to sign out everywhere, for a request that nobody vouches for. RP-Initiated Logout 1.0 §2.
package struct SignOutPage: Page {
    /// The portal that asked, if it is known.
    package var portal: String?
    /// The portals that the session is used at.
    package var portals: [String]
    package var action: String
    package var antiForgery: String
    package var formTargets: [String]

    package init(portal: String? = nil, portals: [String] = [], action: String, antiForgery: String, formTargets: [String] = []) {
        self.portal = portal
        self.portals = portals
        self.action = action
        self.antiForgery = antiForgery
        self.formTargets = formTargets
    }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.signOut }
    package func title(in words: Localization) -> String { words("logout.title") }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        var view: [String: Any] = ["action": action, "csrf": antiForgery, "portals": portals, "anyPortals": !portals.isEmpty]
        view["portal"] = portal
        return view
    }
}
