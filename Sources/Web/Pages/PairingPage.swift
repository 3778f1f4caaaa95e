package import HTTPTypes
package import Mustache

/// Takes the code that a device shows. RFC 8628 §3.3.
package struct PairingPage: Page {
    package enum Problem: Sendable, Equatable {
        case wrongCode
        case throttled
    }

    package var action: String
    package var antiForgery: String
    package var code: String
    package var problem: Problem?

    package init(action: String, antiForgery: String, code: String = "", problem: Problem? = nil) {
        self.action = action
        self.antiForgery = antiForgery
        self.code = code
        self.problem = problem
    }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.pairing }

    package var status: HTTPResponse.Status {
        switch problem {
        case nil: .ok
        case .wrongCode: .unprocessableContent
        case .throttled: .tooManyRequests
        }
    }

    package var retryAfter: Int? { problem == .throttled ? 600 : nil }

    package func title(in words: Localization) -> String {
        (problem == nil ? "" : words("error.prefix") + " ") + words("pairing.title")
    }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        var view: [String: Any] = ["action": action, "csrf": antiForgery, "code": code]
        guard let problem else { return view }
        let text = words(problem == .throttled ? "pairing.err_throttled" : "pairing.err_wrong")
        view["codeError"] = text
        view["alert"] = ["title": words("pairing.failed"), "messages": [["text": text, "field": "user_code"]]] as [String: Any]
        return view
    }
}
