package import HTTPTypes
package import Mustache

/// Says what went wrong, what to do, whom to call and which code to quote.
package struct ErrorPage: Page {
    /// What went wrong, as far as it matters to the person.
    package enum Reason: String, Sendable, CaseIterable {
        case busy
        case cookiesBlocked = "cookies_blocked"
        /// The transaction is over: too old, already answered, or never there.
        case expired
        /// A form that this browser was not given, or that came from elsewhere.
        case foreignForm = "foreign_form"
        /// Something of ours failed.
        case `internal`
        case invalidRequest = "invalid_request"
        case methodNotAllowed = "method_not_allowed"
        case notFound = "not_found"
        case throttled
        case tooLarge = "too_large"
        /// The portal is not registered.
        case unknownPortal = "unknown_portal"
        /// The portal asks for an answer at an address that is not registered, or names none.
        case untrustedRedirect = "untrusted_redirect"
    }

    package var reason: Reason
    /// For those who run the portal: what is wrong and how to mend it. In English, never with values of the request.
    package var detail: String?
    /// The stable code of the exact misbehaviour; `reason`'s own unless a finer one is given.
    package var code: String
    /// Correlates with the log.
    package var requestID: String
    package var status: HTTPResponse.Status
    package var retryAfter: Int?

    package init(
        _ reason: Reason, requestID: String, code: String? = nil, detail: String? = nil, status: HTTPResponse.Status? = nil,
        retryAfter: Int? = nil
    ) {
        self.reason = reason
        self.detail = detail
        self.code = code ?? reason.rawValue
        self.requestID = requestID
        self.status = status ?? reason.status
        self.retryAfter = retryAfter
    }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.error }
    package func title(in words: Localization) -> String { words("error.\(reason.rawValue)_title") }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        var view: [String: Any] = ["code": code, "request": requestID, "heading": title(in: words)]
        view["what"] = words("error.\(reason.rawValue)_what")
        view["todo"] = words("error.\(reason.rawValue)_todo")
        view["hotline"] = settings.hotline
        view["detail"] = detail
        return view
    }
}

extension ErrorPage.Reason {
    /// The status where the caller has none that is more exact.
    package var status: HTTPResponse.Status {
        switch self {
        case .busy: .serviceUnavailable
        case .cookiesBlocked, .expired, .invalidRequest, .unknownPortal, .untrustedRedirect: .badRequest
        case .foreignForm: .forbidden
        case .internal: .internalServerError
        case .methodNotAllowed: .methodNotAllowed
        case .notFound: .notFound
        case .throttled: .tooManyRequests
        case .tooLarge: .contentTooLarge
        }
    }
}
