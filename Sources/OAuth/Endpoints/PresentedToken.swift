internal import HTTP
internal import HTTPTypes
internal import Primitives

/// An access token as it was sent: in the header, or in the form of a POST, never in the query. RFC 6750 §2, RFC 9449 §7.1.
struct PresentedToken: Sendable {
    /// How it was sent: a token that is bound to a key of the client's must not pass for one that needs none.
    enum Scheme: String, Sendable, CaseIterable {
        case bearer = "Bearer"
        case dpop = "DPoP"

        /// The scheme of an `Authorization` field; its name is case-insensitive. RFC 9110 §11.1.
        init?(of field: String) {
            guard let scheme = Self.allCases.first(where: { field.credentials(of: $0.rawValue) != nil }) else { return nil }
            self = scheme
        }
    }

    let text: String
    let scheme: Scheme

    init(_ request: Request) throws(Rejection) {
        if let query = request.query, let form = try? Form(parsing: query), form.fields.contains(where: { $0.name == "access_token" }) {
            throw .accessTokenInQuery
        }
        let headers = request.headers[values: .authorization]
        guard headers.count <= 1 else { throw .accessTokenRepeated }
        let inHeader = headers.first.flatMap(Self.token)
        let inBody = try Self.token(inBodyOf: request)
        switch (inHeader, inBody) {
        case (let token?, nil): (text, scheme) = token
        case (nil, let token?): (text, scheme) = (token, .bearer)
        case (_?, _?): throw .accessTokenRepeated
        case (nil, nil): throw headers.isEmpty ? .accessTokenAbsent : .accessTokenInvalid
        }
    }

    private static func token(_ field: String) -> (String, Scheme)? {
        guard let scheme = Scheme(of: field), let token = field.credentials(of: scheme.rawValue) else { return nil }
        return token.isEmpty || token.utf8.count > 16_384 ? nil : (String(token), scheme)
    }

    private static func token(inBodyOf request: Request) throws(Rejection) -> String? {
        guard request.method == .post, !request.body.isEmpty,
            (request.headers[.contentType] ?? "").lowercased().hasPrefix("application/x-www-form-urlencoded")
        else { return nil }
        guard let form = try? Form(parsing: request.body) else { throw .encodingInvalid }
        let tokens = form.fields.filter { $0.name == "access_token" }
        guard tokens.count <= 1 else { throw .accessTokenRepeated }
        return tokens.first?.value
    }
}
