package import Accounts
package import Audit
package import HTTP
internal import HTTPTypes
package import OAuth
package import Primitives
package import SignatureValidation

/// Tells a portal whether a document's signatures are good, what they cover, and whether they are its user's.
///
/// The document is judged and forgotten: what stays is one event in the history, with its digest and the verdict.
package struct SignatureValidationsEndpoint: Endpoint {
    package let route = Route(.post, path: ProtectedResource.validations)
    /// A document, and the parts around it.
    package let bodyLimit = Limits().documentBytes + usualBodyLimit

    private let provider: ProviderContext
    private let access: ResourceAccess
    private let accounts: any AccountStore
    private let judge: any DocumentJudge
    private let audit: any AuditSink
    private let issuer: TokenIssuer

    package init(
        provider: ProviderContext, tokens: any TokenStore, clients: any ClientStore, possession: ProofOfPossession,
        accounts: any AccountStore, judge: any DocumentJudge, audit: any AuditSink
    ) {
        self.provider = provider
        access = ResourceAccess(provider: provider, tokens: tokens, clients: clients, possession: possession, path: route.path)
        self.accounts = accounts
        self.judge = judge
        self.audit = audit
        issuer = TokenIssuer(provider: provider)
    }

    package func resourceMetadata(issuer: String) -> JSON.Object? {
        access.metadata(issuer: issuer, name: "Signature validation", scopes: [.signatures], bearerMethods: ["header"])
    }

    package func refusal(of request: Request) async -> Response? { await access.refusal(of: request, demanding: .signatures) }

    package func respond(to request: Request) async -> Response {
        await access.respond(to: request, demanding: .signatures) { granted throws(Rejection) in
            do {
                return try await answer(try ValidationRequest(request), of: granted.client, request)
            } catch let rejection as ValidationRejection {
                return rejection.problem.response
            } catch { throw (error as? Rejection) ?? .storageUnavailable }
        }
    }

    private func answer(
        _ asked: ValidationRequest, of client: ClientRegistration, _ request: Request
    ) async throws -> Response {
        let account = try await account(asked.subject, of: client)
        let order = JudgementOrder(
            document: asked.document, policy: asked.policy,
            subject: account.map { SubjectIdentifiers(personalNumber: $0.personalNumber, taxCode: $0.taxCode) }, time: provider.world.now())
        guard let judgement = await judge.judge(order) else { throw Rejection.storageUnavailable }
        try await audit.record(event(judgement, account, client, request))
        return try response(judgement, asked, client)
    }

    /// Who is meant by the portal's own name for them.
    private func account(_ subject: String?, of client: ClientRegistration) async throws -> AccountRecord? {
        guard let subject else { return nil }
        guard let id = provider.subjects.account(of: subject, for: client), let account = try await accounts.find(id),
            account.status == .active
        else { throw ValidationRejection.subjectUnknown }
        return account
    }

    private func event(
        _ judgement: Judgement, _ account: AccountRecord?, _ client: ClientRegistration, _ request: Request
    ) -> AuditEvent {
        AuditEvent(
            .documentValidated, at: provider.world.now(), by: .client(client.id), account: account?.id, client: client.id,
            address: request.peer.address, port: request.peer.port, requestID: request.peer.requestID,
            details: judgement.auditDetails)
    }

    private func response(_ judgement: Judgement, _ asked: ValidationRequest, _ client: ClientRegistration) throws -> Response {
        let receipt = try issuer.receipt(for: judgement.detailed, to: client)
        switch asked.form {
        case .json:
            var report = asked.isDetailed ? judgement.detailed : judgement.simple
            report.append("receipt", .string(receipt))
            return Response(json: report)
        case .receipt: return Self.response(receipt, .receipt)
        case .xml: return Self.response(judgement.xml, .xml)
        }
    }

    private static func response(_ text: String, _ form: ReportForm) -> Response {
        Response(status: .ok, headers: [.contentType: form.rawValue, .cacheControl: "no-store"], body: Array(text.utf8))
    }
}
