package import Accounts
package import HTTPTypes
package import Mustache

/// Asks somebody who is signed in for one more proof, in the form that the authenticator describes.
package struct StepUpPage: Page {
    /// The name of the portal that needs it, in the visitor's language; nil when no portal waits in this window.
    package var portal: String?
    package var challenge: Challenge
    /// Where the form is posted: an own path.
    package var action: String
    package var antiForgery: String
    package var problem: SignInProblem?
    /// The masked name of whoever is signed in.
    package var known: String
    package var formTargets: [String]

    package init(
        portal: String? = nil, challenge: Challenge, action: String, antiForgery: String, problem: SignInProblem? = nil, known: String,
        formTargets: [String] = []
    ) {
        self.portal = portal
        self.challenge = challenge
        self.action = action
        self.antiForgery = antiForgery
        self.problem = problem
        self.known = known
        self.formTargets = formTargets
    }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.stepUp }

    package var status: HTTPResponse.Status { problem?.status ?? .ok }
    package var retryAfter: Int? { problem?.retryAfter }

    package func title(in words: Localization) -> String { (problem == nil ? "" : words("error.prefix") + " ") + words("stepup.title") }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        var view: [String: Any] = ["action": action, "csrf": antiForgery]
        view["portal"] = portal
        // Not `field`: what is absent in a message would be found here.
        view["name"] = challenge.field
        view["autocomplete"] = challenge.autocomplete
        view["inputMode"] = challenge.inputMode
        view["maximumLength"] = String(challenge.maximumLength)
        view["label"] = words("stepup.\(challenge.field)")
        view["hint"] = words("stepup.\(challenge.field)_hint")
        view["lead"] = words("stepup.lead", ["name": known])
        view["help"] = settings.hotline.map { words("stepup.lost", ["phone": $0]) }
        guard let problem else { return view }
        let text = problem.message(in: words, settings)
        if let field = problem.field {
            view["error"] = text
            view["alert"] = ["title": words("stepup.failed"), "messages": [["text": text, "field": field]]]
        } else {
            view["alert"] = ["title": words("stepup.failed"), "messages": [["text": text]]]
        }
        return view
    }
}
