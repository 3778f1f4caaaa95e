internal import HTTP
internal import HTTPTypes
internal import Primitives

/// Reads the documents that registrants send, with the statements in them.
struct RegistrationRequest: Sendable {
    let agencies: any AgencyStore

    /// The client metadata of a request: what the statement says outranks what stands beside it. RFC 7591 §2.3.
    func document(of request: Request, registrant agency: ID<Agency>?, at now: Instant) async throws(Rejection) -> JSON {
        let json = try Self.json(of: request)
        guard var document = json.object, let member = document[SoftwareStatement.member], member != .null else { return json }
        guard let text = member.string else { throw .softwareStatementInvalid }
        let statement = try await SoftwareStatement(text, agencies: agencies, registrant: agency, at: now)
        for claim in statement.claims.members { document[claim.name] = claim.value }
        return .object(document)
    }

    /// - Throws: `Rejection.bodyNotJSON`
    private static func json(of request: Request) throws(Rejection) -> JSON {
        let type = (request.headers[.contentType] ?? "").prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard type == "application/json", let json = try? JSON(parsing: request.body) else { throw .bodyNotJSON }
        return json
    }

    /// The token in the header; nil when there is none. RFC 6750 §2.1.
    static func bearer(of request: Request) throws(Rejection) -> String? {
        let token: PresentedToken
        do { token = try PresentedToken(request) } catch .accessTokenAbsent { return nil }
        guard token.scheme == .bearer else { throw .accessTokenInvalid }
        return token.text
    }
}
