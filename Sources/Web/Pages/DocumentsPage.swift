package import HTTPTypes
package import Mustache
package import Primitives

/// Where a person has the signatures of a document judged, and reads what was found.
package struct DocumentsPage: Page {
    package enum Problem: Sendable, Equatable { case expired, missing }

    package var action: String
    package var antiForgery: String
    package var problem: Problem?
    /// The detailed report; nil before a document was handed in.
    package var report: JSON.Object?

    package init(action: String, antiForgery: String, problem: Problem? = nil, report: JSON.Object? = nil) {
        self.action = action
        self.antiForgery = antiForgery
        self.problem = problem
        self.report = report
    }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.documents }

    package var status: HTTPResponse.Status {
        switch problem {
        case nil: .ok
        case .expired: .forbidden
        case .missing: .unprocessableContent
        }
    }

    package func title(in words: Localization) -> String {
        (problem == nil ? "" : words("error.prefix") + " ") + words("documents.title")
    }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        var view: [String: Any] = ["action": action, "csrf": antiForgery]
        if let report { view["result"] = DocumentVerdict(report).view(in: words) }
        switch problem {
        case nil: break
        case .missing:
            let text = words("documents.err_missing")
            view["error"] = text
            view["alert"] = ["title": words("documents.failed"), "messages": [["text": text, "field": "document"]]]
        case .expired:
            view["alert"] = ["title": words("documents.failed"), "messages": [["text": words("documents.err_expired")]]]
        }
        return view
    }
}
