package import HTTPTypes
package import Mustache

/// Why signing in has not worked, as far as the person may know.
package enum SignInProblem: Sendable, Equatable {
    /// The provider works at its limit; nothing was checked.
    case busy
    /// The code was right and is spent: the next one will do.
    case codeUsed
    /// The cookie that binds the form to the browser did not come back.
    case cookiesBlocked
    /// The form was too old; the request goes on.
    case expired
    /// Only for whoever has proven the password: anyone else would learn which accounts exist.
    case locked
    case missingCode
    case missingIdentifier
    case missingPassword
    /// Too many failures in a row on devices that the account does not know.
    case recoveryNeeded
    case throttled(minutes: Int)
    case wrongCode
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
    /// Whether the person can turn back to the portal without signing in.
    package var canCancel: Bool
    package var formTargets: [String]

    package init(
        portal: String? = nil, action: String, antiForgery: String, identifier: String = "", problems: [SignInProblem] = [],
        known: String? = nil, canCancel: Bool = false, formTargets: [String] = []
    ) {
        self.portal = portal
        self.action = action
        self.antiForgery = antiForgery
        self.identifier = identifier
        self.problems = problems
        self.known = known
        self.canCancel = canCancel
        self.formTargets = formTargets
    }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.signIn }

    /// A browser and its password store take a failure for one only when the status says so.
    package var status: HTTPResponse.Status { gravest?.status ?? .ok }
    package var retryAfter: Int? { gravest?.retryAfter }

    /// Problems that have a time come alone.
    private var gravest: SignInProblem? { problems.first { $0.retryAfter != nil } ?? problems.first }

    package func title(in words: Localization) -> String {
        (problems.isEmpty ? "" : words("error.prefix") + " ") + words("login.title")
    }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        var view: [String: Any] = ["action": action, "csrf": antiForgery, "identifier": identifier, "canCancel": canCancel]
        view["portal"] = portal
        view["heading"] = words(known == nil ? "login.title" : "login.again")
        view["lead"] = known.map { words("login.again_lead", ["name": $0]) } ?? words("login.lead")
        view["help"] = settings.hotline.map { words("login.forgotten", ["phone": $0]) }
        for problem in problems { view[problem.errorName] = problem.message(in: words, settings) }
        view["alert"] = alert(in: words, settings)
        return view
    }

    private func alert(in words: Localization, _ settings: PageSettings) -> [String: Any]? {
        guard !problems.isEmpty else { return nil }
        let messages = problems.map { problem in
            var message = ["text": problem.message(in: words, settings)]
            message["field"] = problem.field
            return message
        }
        return ["title": words("login.failed"), "messages": messages]
    }
}

extension SignInProblem {
    var status: HTTPResponse.Status {
        switch self {
        case .busy: .serviceUnavailable
        case .throttled: .tooManyRequests
        default: .unprocessableContent
        }
    }

    /// In seconds.
    var retryAfter: Int? {
        switch self {
        case .busy: 60
        case .throttled(let minutes): max(1, minutes) * 60
        default: nil
        }
    }

    /// The field that the person has to change; nil when the trouble is not in a field.
    var field: String? {
        switch self {
        case .codeUsed, .missingCode, .wrongCode: "code"
        case .missingIdentifier: "identifier"
        case .missingPassword, .wrongCredentials: "password"
        case .busy, .cookiesBlocked, .expired, .locked, .recoveryNeeded, .throttled: nil
        }
    }

    /// Under which name the template shows the message beside its field.
    fileprivate var errorName: String { (field ?? "form") + "Error" }

    func message(in words: Localization, _ settings: PageSettings) -> String {
        switch self {
        case .busy: words("login.err_busy")
        case .codeUsed: words("stepup.err_used")
        case .cookiesBlocked: words("login.err_cookies")
        case .expired: words("login.err_expired")
        case .locked: settings.hotline.map { words("login.err_locked_call", ["phone": $0]) } ?? words("login.err_locked")
        case .missingCode: words("validate.code")
        case .missingIdentifier: words("validate.identifier")
        case .missingPassword: words("validate.password")
        case .recoveryNeeded:
            settings.hotline.map { words("login.err_recovery_call", ["phone": $0]) } ?? words("login.err_recovery")
        case .throttled(let minutes) where minutes <= 1: words("login.err_throttled_one")
        case .throttled(let minutes): words("login.err_throttled", ["minutes": String(minutes)])
        case .wrongCode: words("stepup.err_wrong")
        case .wrongCredentials: words("login.err_credentials")
        }
    }
}
