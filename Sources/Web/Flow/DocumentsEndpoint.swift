package import Accounts
package import Audit
package import HTTP
internal import HTTPTypes
internal import OAuth
package import Primitives
package import SignatureValidation

/// The page at which a person has the signatures of a document judged, and sees whether they are their own.
package struct DocumentsEndpoint: Endpoint {
    package let route = Route(.get, .post, path: "/account/documents")
    package let bodyLimit = Limits().documentBytes + usualBodyLimit

    private let accounts: any AccountStore
    private let session: BrowserSession
    private let judge: any DocumentJudge
    private let audit: any AuditSink
    private let renderer: PageRenderer
    private let presentation: PagePresentation
    private let antiForgery: AntiForgery
    private let world: World

    package init(
        accounts: any AccountStore, session: BrowserSession, judge: any DocumentJudge, audit: any AuditSink, renderer: PageRenderer,
        presentation: PagePresentation, antiForgery: AntiForgery, world: World
    ) {
        self.accounts = accounts
        self.session = session
        self.judge = judge
        self.audit = audit
        self.renderer = renderer
        self.presentation = presentation
        self.antiForgery = antiForgery
        self.world = world
    }

    /// A stranger is sent to the sign-in before any of a document is read.
    package func refusal(of request: Request) async -> Response? {
        do {
            guard try await session.authentication(of: request) == nil else { return nil }
            return .seeOther(SignInDestination.documents.signInPath)
        } catch { return await presentation.errorPage(.storageUnavailable, for: request) }
    }

    package func respond(to request: Request) async -> Response {
        do {
            guard let person = try await session.authentication(of: request) else {
                return .seeOther(SignInDestination.documents.signInPath)
            }
            return request.method == .post ? try await take(request, by: person) : page(request)
        } catch let rejection as Rejection {
            return await presentation.errorPage(rejection, for: request)
        } catch {
            return await presentation.errorPage(.storageUnavailable, for: request)
        }
    }

    private func take(_ request: Request, by person: Authentication) async throws -> Response {
        guard let form = try? MultipartForm(parsing: request.body, contentType: request.headers[.contentType] ?? "") else {
            throw Rejection.bodyNotForm
        }
        guard let token = form["csrf"]?.bytes, antiForgery.isGenuine(String(decoding: token, as: UTF8.self), for: route.path, of: request)
        else { return page(request, .expired) }
        guard let document = form["document"], !document.bytes.isEmpty else { return page(request, .missing) }
        guard let account = try await accounts.find(person.account) else { throw Rejection.accountUnavailable }
        let content = form["content"].flatMap { $0.bytes.isEmpty ? nil : DetachedContent.bytes(Array($0.bytes)) }
        let order = JudgementOrder(
            document: Document(bytes: Array(document.bytes), content: content, name: document.fileName), policy: ValidationPolicy.all[0],
            subject: SubjectIdentifiers(personalNumber: account.personalNumber, taxCode: account.taxCode), time: world.now())
        guard let judgement = await judge.judge(order) else { throw Rejection.storageUnavailable }
        try await audit.record(
            AuditEvent(
                .documentValidated, at: world.now(), by: .person(person.account), account: person.account, address: request.peer.address,
                port: request.peer.port, requestID: request.peer.requestID, details: judgement.auditDetails))
        return page(request, nil, judgement.detailed)
    }

    private func page(_ request: Request, _ problem: DocumentsPage.Problem? = nil, _ report: JSON.Object? = nil) -> Response {
        let browser = antiForgery.binding(of: request)
        let page = DocumentsPage(
            action: route.path, antiForgery: antiForgery.token(for: route.path, browser), problem: problem, report: report)
        var response = renderer.response(page, for: Visit(request, repeatable: request.method == .get))
        antiForgery.bind(&response, to: browser)
        return response
    }
}
