package import Mustache

/// The front door: what this is, and whether somebody is signed in.
package struct HomePage: Page {
    package enum Visitor: Sendable, Equatable {
        case anonymous(signIn: String)
        /// - Parameters: the name as it may be shown, the path at which to sign out.
        case signedIn(name: String, signOut: String)
    }

    package var visitor: Visitor

    package init(_ visitor: Visitor) { self.visitor = visitor }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.home }
    package func title(in words: Localization) -> String { words("home.title") }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        switch visitor {
        case .anonymous(let signIn): ["anonymous": ["signIn": signIn]]
        case .signedIn(let name, let signOut): ["signedIn": ["name": name, "signOut": signOut]]
        }
    }
}
