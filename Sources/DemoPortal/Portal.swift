internal import HTTP
internal import HTTPTypes
internal import Primitives
internal import RelyingParty

/// A small portal: requests in, responses out. `Listener` puts it on sockets.
struct Portal: Sendable {
    let settings: PortalSettings
    let party: RelyingParty
    let world: World
    let sessions = PortalSessions()
    /// Makes anti-forgery tokens that hold for this process.
    let antiForgery: AntiForgery

    init(settings: PortalSettings, party: RelyingParty, world: World) {
        self.settings = settings
        self.party = party
        self.world = world
        antiForgery = AntiForgery(key: world.random(32))
    }

    private static let methods: [String: [HTTPRequest.Method]] = [
        "/": [.get, .head], "/sign-in": [.get], "/callback": [.get], "/sign-out": [.post], "/documents": [.get, .head, .post],
        "/backchannel-logout": [.post],
        "/session.json": [.get, .head], "/assets/portal.css": [.get, .head], "/favicon.svg": [.get, .head],
    ]

    func respond(to request: Request) async -> Response {
        guard let methods = Self.methods[request.path] else { return problem(.notFound, status: .notFound, request) }
        guard methods.contains(request.method) else {
            var response = problem(.methodNotAllowed, status: .methodNotAllowed, request)
            response.headers[.allow] = methods.map(\.rawValue).joined(separator: ", ")
            return response
        }
        switch request.path {
        case "/sign-in": return await signIn(request)
        case "/callback": return await callback(request)
        case "/sign-out": return await signOut(request)
        case "/documents": return await documents(request)
        case "/backchannel-logout": return await backchannelLogout(request)
        case "/session.json": return await sessionDescription(request)
        case "/assets/portal.css": return asset(Stylesheet.text(accent: settings.accent), type: "text/css; charset=utf-8")
        case "/favicon.svg": return asset(Stylesheet.icon(accent: settings.accent), type: "image/svg+xml")
        default: return await home(request)
        }
    }

    /// Bytes of the largest body that is taken: a document's from whoever is signed in, a form's from everybody else.
    func bodyLimit(of request: Request) async -> Int {
        guard request.path == "/documents", await session(of: request) != nil else { return 64 * 1024 }
        return 51 << 20
    }

    private func asset(_ text: String, type: String) -> Response {
        Response(status: .ok, headers: [.contentType: type, .cacheControl: "public, max-age=300"], body: Array(text.utf8))
    }
}

// MARK: - Pages

extension Portal {
    private func home(_ request: Request) async -> Response {
        let language = language(of: request)
        let wording = Wording(language)
        let session = await session(of: request)
        var response: Response
        if let session {
            let page = SignedInPage(session: session, antiForgeryToken: antiForgery.token(for: session.id), wording: wording)
            response = html(wording.signedInTitle, page.body, language)
        } else {
            let page = WelcomePage(
                portal: settings.name(in: language), problem: await providerProblem(), hasSignedOut: hasSignedOut(request), wording: wording
            )
            response = html(settings.name(in: language), page.body, language)
        }
        if request.cookie(cookie(.signedOut)) != nil { response.set(setting(.signedOut, "", maxAge: 0)) }
        if chosenLanguage(of: request) != nil { response.set(setting(.language, language.rawValue, maxAge: 365 * 86400)) }
        return response
    }

    private func providerProblem() async -> Rejection? {
        do throws(Rejection) {
            try await party.prepare()
            return nil
        } catch {
            return error
        }
    }

    /// True when this browser comes back from the provider after it signed out here.
    private func hasSignedOut(_ request: Request) -> Bool {
        guard let expected = request.cookie(cookie(.signedOut)), let state = parameter("state", of: request) else { return false }
        return constantTimeEqual(Array(expected.utf8), Array(state.utf8))
    }

    private func problem(_ kind: ProblemPage.Kind, status: HTTPResponse.Status, _ request: Request) -> Response {
        let language = language(of: request)
        let wording = Wording(language)
        let page = ProblemPage(kind: kind, wording: wording)
        return html(page.title, page.body, language, status: status)
    }

    private func html(_ title: String, _ body: HTML, _ language: Language, status: HTTPResponse.Status = .ok) -> Response {
        let layout = Layout(title: title, portal: settings.name(in: language), wording: Wording(language), body: body)
        var response = Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: Array(layout.page.text.utf8))
        // Signing out posts here and is sent on to the provider: browsers apply `form-action` to that redirect too.
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' \(party.providerOrigin); base-uri 'none'; "
            + "frame-ancestors 'none'"
        return response
    }
}

// MARK: - Signing in and out

extension Portal {
    private func signIn(_ request: Request) async -> Response {
        do throws(Rejection) {
            let level = parameter("level", of: request).flatMap(AuthenticationContextClass.init(rawValue:))
            let options = SignInOptions(minimumLevel: level, locales: [language(of: request).rawValue])
            let start = try await party.startSignIn(options)
            var response = Response.seeOther(start.location)
            for name in surplusTransactions(request) { response.set(setting(named: name, "", maxAge: 0)) }
            response.set(setting(named: transactionCookie(start.label), start.transaction, maxAge: Int(start.lifetime)))
            return response
        } catch {
            return problem(.signIn(error), status: .serviceUnavailable, request)
        }
    }

    private func callback(_ request: Request) async -> Response {
        let label = RelyingParty.label(ofState: parameter("state", of: request) ?? "")
        guard let transaction = request.cookie(transactionCookie(label)) else {
            return problem(.signInNotStartedHere, status: .badRequest, request)
        }
        var response: Response
        do throws(Rejection) {
            let signIn = try await party.finishSignIn(query: request.query ?? "", transaction: transaction)
            let claims = try await party.userInfo(signIn.tokens, of: signIn.idToken)
            if let cookie = await opened(signIn.idToken, claims: claims, replacing: request) {
                response = Response.seeOther(settings.publicURL + "/")
                response.set(cookie)
            } else {
                response = problem(.sessionEndedMeanwhile, status: .badRequest, request)
            }
        } catch {
            response = problem(.signIn(error), status: error.isProviderFault ? .serviceUnavailable : .badRequest, request)
        }
        response.set(setting(named: transactionCookie(label), "", maxAge: 0))
        return response
    }

    /// A session under a new name: one that the browser already had is ended, never adopted. Nil when the provider has ended it already.
    private func opened(_ idToken: IDToken, claims: Claims, replacing request: Request) async -> Cookie? {
        if let old = request.cookie(cookie(.session)) { await sessions.remove(ID(old)) }
        let session = PortalSession(id: ID(world.token()), idToken: idToken, claims: claims, started: world.now())
        guard await sessions.insert(session) else { return nil }
        return setting(.session, session.id.value)
    }

    /// Takes a signed document from a person who is signed in, and shows what the provider says of it.
    private func documents(_ request: Request) async -> Response {
        guard let session = await session(of: request) else { return .seeOther(settings.publicURL + "/sign-in") }
        guard request.method == .post else { return documents(session, nil, request) }
        let type = request.headers[.contentType] ?? ""
        guard let form = try? MultipartForm(parsing: request.body, contentType: type),
            let token = form[AntiForgery.fieldName].map({ String(decoding: $0.bytes, as: UTF8.self) }),
            antiForgery.accepts(token, in: request, for: session.id, origin: settings.publicURL)
        else { return problem(.forgedForm, status: .forbidden, request) }
        guard let document = form["document"], !document.bytes.isEmpty else { return documents(session, nil, request) }
        do throws(Rejection) {
            return documents(session, try await party.validate(Array(document.bytes), expecting: session.idToken), request)
        } catch { return problem(.signIn(error), status: .serviceUnavailable, request) }
    }

    private func documents(_ session: PortalSession, _ report: DocumentReport?, _ request: Request) -> Response {
        let language = language(of: request)
        let wording = Wording(language)
        let page = DocumentsPage(report: report, antiForgeryToken: antiForgery.token(for: session.id), wording: wording)
        return html(wording.documentsTitle, page.body, language)
    }

    private func signOut(_ request: Request) async -> Response {
        guard let session = await session(of: request) else { return .seeOther(settings.publicURL + "/") }
        guard antiForgery.accepts(request, for: session.id, origin: settings.publicURL) else {
            return problem(.forgedForm, status: .forbidden, request)
        }
        await sessions.remove(session.id)
        let state = world.token()
        var response: Response
        do throws(Rejection) {
            let locales = [language(of: request).rawValue]
            response = .seeOther(try await party.signOutLocation(of: session.idToken, state: state, locales: locales))
            response.set(setting(.signedOut, state, maxAge: 600))
        } catch {
            response = problem(.signedOutHereOnly(error), status: .serviceUnavailable, request)
        }
        response.set(setting(.session, "", maxAge: 0))
        return response
    }

    /// 200 when the sessions are gone, 400 for a notice that is not believed, 503 when it cannot be judged now and should come again.
    private func backchannelLogout(_ request: Request) async -> Response {
        do throws(Rejection) {
            await sessions.end(try await party.receiveLogout(form: request.body), at: world.now())
            return Response(status: .ok, headers: [.cacheControl: "no-store"])
        } catch {
            let status: HTTPResponse.Status = error.isProviderFault ? .serviceUnavailable : .badRequest
            return Response(status: status, json: ["error": "invalid_request", "error_description": .string(error.description)])
        }
    }

    private func sessionDescription(_ request: Request) async -> Response {
        guard let session = await session(of: request) else { return Response(json: ["signedIn": false]) }
        let token = session.idToken
        var json: JSON.Object = ["signedIn": true, "sub": .string(token.subject)]
        json["name"] = session.name.map { .string($0) }
        json["acr"] = token.level.map { .string($0.rawValue) }
        json["amr"] = JSON(token.methods)
        json["auth_time"] = token.authenticationTime.map { .integer($0) }
        json["sid"] = token.sessionID.map { .string($0) }
        return Response(json: json)
    }
}

// MARK: - What a request says

extension Portal {
    private enum CookieRole: String { case session = "session", language = "lang", signedOut = "out" }

    private func cookie(_ role: CookieRole) -> String { "\(settings.cookiePrefix)_\(role.rawValue)" }

    private func transactionCookie(_ label: String) -> String { "\(settings.cookiePrefix)_in_\(label)" }

    private func setting(_ role: CookieRole, _ value: String, maxAge: Int? = nil) -> Cookie {
        setting(named: cookie(role), value, maxAge: maxAge)
    }

    private func setting(named name: String, _ value: String, maxAge: Int? = nil) -> Cookie {
        Cookie(name: name, value: value, maxAge: maxAge, secure: settings.isSecure)
    }

    func session(of request: Request) async -> PortalSession? {
        guard let id = request.cookie(cookie(.session)) else { return nil }
        return await sessions.find(ID(id), now: world.now())
    }

    /// Sign-ins begun in other tabs beyond the third are given up, or their cookies would grow past what a server reads.
    private func surplusTransactions(_ request: Request) -> [String] {
        let pairs = request.headers[values: .cookie].flatMap { $0.split(separator: ";") }
        let names = pairs.map { String($0.drop { $0 == " " }.prefix { $0 != "=" }) }.filter { $0.hasPrefix(transactionCookie("")) }
        return Array(names.dropFirst(3))
    }

    private func parameter(_ name: String, of request: Request) -> String? {
        do throws(Form.ParsingError) { return try Form(parsing: request.query ?? "", maximumFields: 32)[name] } catch { return nil }
    }

    private func chosenLanguage(of request: Request) -> Language? { parameter("lang", of: request).flatMap(Language.init(rawValue:)) }

    private func language(of request: Request) -> Language {
        chosenLanguage(of: request) ?? request.cookie(cookie(.language)).flatMap(Language.init(rawValue:)) ?? .vietnamese
    }
}
