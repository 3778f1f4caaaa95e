package import Mustache

/// Why signing in has not worked, as far as the person may know.
package enum SignInProblem: Sendable, Equatable {
    /// The provider works at its limit; nothing was checked.
    case busy
    /// The cookie that binds the form to the browser did not come back.
    case cookiesBlocked
    /// The form was too old; the request goes on.
    case expired
    /// Only for whoever has proven the password: anyone else would learn which accounts exist.
    case locked
    case missingIdentifier
    case missingPassword
    case throttled(minutes: Int)
    case wrongCredentials
}

/// Asks who somebody is, and for the proof.
package struct SignInPage: Page {
    /// The name of the portal that asked, in the visitor's language; nil when the person came by themselves.
    package var portal: String?
    /// Where the form is posted: an own path.
    package var action: String
    package var antiForgery: String
    /// What was typed before, or hinted by the portal. Passwords are never filled in.
    package var identifier: String
    package var problems: [SignInProblem]
    /// The masked name of whoever must prove again who they are; nil at a first sign-in.
    package var known: String?
    package var formTargets: [String]

    package init(
        portal: String? = nil, action: String, antiForgery: String, identifier: String = "", problems: [SignInProblem] = [],
        known: String? = nil, formTargets: [String] = []
    ) {
        self.portal = portal
        self.action = action
        self.antiForgery = antiForgery
        self.identifier = identifier
        self.problems = problems
        self.known = known
        self.formTargets = formTargets
    }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.signIn }
    package func title(in words: Localization) -> String { words("sign_in.title") }
    package func view(in words: Localization, settings: PageSettings) -> [String: Any] { [:] }
}
