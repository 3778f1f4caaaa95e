package import Mustache

/// The requests that wait for a person's answer. OpenID CIBA Core 1.0.
package struct ApprovalsPage: Page {
    package struct Request: Sendable, Equatable {
        package var id: String
        package var portal: String
        package var agency: String?
        package var message: String?
        package var network: String
        /// The claims that would be sent, by name.
        package var claims: [String]
        package var antiForgery: String

        package init(
            id: String, portal: String, agency: String?, message: String?, network: String, claims: [String], antiForgery: String
        ) {
            self.id = id
            self.portal = portal
            self.agency = agency
            self.message = message
            self.network = network
            self.claims = claims
            self.antiForgery = antiForgery
        }
    }

    package var requests: [Request]
    package var action: String

    package init(requests: [Request], action: String) {
        self.requests = requests
        self.action = action
    }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.approvals }
    package func title(in words: Localization) -> String { words("approvals.title") }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        ["any": !requests.isEmpty, "requests": requests.enumerated().map { view(of: $1, number: $0 + 1, in: words) }]
    }

    private func view(of request: Request, number: Int, in words: Localization) -> [String: Any] {
        var view: [String: Any] = [
            "number": number, "id": request.id, "portal": request.portal, "network": request.network, "csrf": request.antiForgery,
            "action": action,
        ]
        view["agency"] = request.agency
        view["message"] = request.message
        view["released"] = request.claims.isEmpty ? nil : request.claims.map { words.label(ofClaim: $0) }.joined(separator: ", ")
        return view
    }
}
