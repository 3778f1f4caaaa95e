package import HTTP
internal import HTTPTypes

/// What a page needs to know about the request that it answers: the language, the way to switch it, the code to quote.
package struct Visit: Sendable {
    package let language: Language
    /// Whether this request chose the language, so that the answer must remember it.
    package let remembersLanguage: Bool
    /// Quoted by a person who calls for help.
    package let requestID: String
    /// The query of the page's own address without the language; nil when the page cannot be asked for again by GET.
    package let query: String?

    /// Longer addresses are not repeated in the page.
    private static let queryLimit = 4096

    /// Chooses the language: the page's own switch, then what the portal asked for, then the earlier choice, then Vietnamese.
    ///
    /// `uiLocales` is passed only where a request enters the provider; from then on the cookie carries the choice, so that
    /// the switch outranks the portal's wish for the rest of the transaction.
    /// - Parameters:
    ///   - repeatable: whether GET on the same address shows the same page, so that the switch may link to it.
    ///   - readsAcceptLanguage: whether the browser's own wish comes before Vietnamese: for pages that are not for citizens.
    package init(_ request: Request, uiLocales: String? = nil, repeatable: Bool = true, readsAcceptLanguage: Bool = false) {
        let parameters = (request.query ?? "").split(separator: "&")
        let marker = Language.parameterName + "="
        let switched = parameters.last { $0.hasPrefix(marker) }.flatMap { Language(rawValue: String($0.dropFirst(marker.count))) }
        let chosen = switched ?? uiLocales.flatMap(Language.init(preferredIn:))
        let accepted = readsAcceptLanguage ? request.headers[.acceptLanguage].flatMap(Language.init(acceptedIn:)) : nil
        language = chosen ?? request.cookie(Language.cookieName).flatMap(Language.init(rawValue:)) ?? accepted ?? .vietnamese
        remembersLanguage = chosen != nil
        requestID = request.peer.requestID
        let rest = parameters.filter { !$0.hasPrefix(marker) }.joined(separator: "&")
        query = repeatable && rest.utf8.count <= Self.queryLimit ? rest : nil
    }

    /// The cookie to set when this request chose the language.
    package func cookie(secure: Bool) -> Cookie? {
        remembersLanguage ? Cookie(name: Language.cookieName, value: language.rawValue, secure: secure) : nil
    }

    /// Where the same page is in the other language, relative to itself so that no hostile path can lead elsewhere.
    var switchAddress: String? {
        query.map { "?" + ($0.isEmpty ? "" : $0 + "&") + Language.parameterName + "=" + language.other.rawValue }
    }
}
