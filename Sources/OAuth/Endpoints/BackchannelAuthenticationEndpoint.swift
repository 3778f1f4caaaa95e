internal import Audit
package import HTTP
internal import HTTPTypes
package import Primitives
internal import TokenCrypto

/// OpenID CIBA Core 1.0 §7.
package struct BackchannelAuthenticationEndpoint: Endpoint {
    package let route = Route(.post, path: "/bc-authorize")
    static let defaultLifetime: Int64 = 300
    static let longestLifetime: Int64 = 600
    static let interval: Int64 = 5

    private let provider: ProviderContext
    private let polled: any PolledAuthorizationStore
    private let people: any HintedPersonSource
    private let replays: any ReplayStore
    private let authenticator: ClientAuthenticator
    private let noticeKey: [UInt8]

    /// - Parameter noticeKey: what notices are sealed with until they are sent; 32 bytes of their own purpose.
    package init(
        provider: ProviderContext, polled: any PolledAuthorizationStore, people: any HintedPersonSource, replays: any ReplayStore,
        authenticator: ClientAuthenticator, noticeKey: [UInt8]
    ) {
        self.provider = provider
        self.polled = polled
        self.people = people
        self.replays = replays
        self.authenticator = authenticator
        self.noticeKey = noticeKey
    }

    package func metadata(issuer: String) -> JSON.Object {
        [
            "backchannel_authentication_endpoint": .string(issuer + route.path),
            "backchannel_token_delivery_modes_supported": ["poll", "ping"],
            "backchannel_user_code_parameter_supported": false,
            "backchannel_authentication_request_signing_alg_values_supported": JSON(SignatureAlgorithm.allCases.map(\.rawValue)),
        ]
    }

    package func respond(to request: Request) async -> Response {
        do throws(Rejection) {
            let parameters = try Parameters(body: request)
            let client = try await authenticator.confidential.prove(request, parameters, at: provider.url(route.path)).registration
            guard !client.hasLapsed(at: provider.world.now()) else { throw .legacyProfileEnded }
            guard let delivery = client.backchannel else { throw .grantTypeNotRegistered }
            let asked = try await BackchannelRequest(parameters, of: client, delivery, provider: provider)
            return try await begin(asked, for: client, request)
        } catch {
            return Response(error, for: request)
        }
    }

    /// Whether the person exists is not told: a request to nobody waits like one to somebody who does not answer.
    private func begin(_ asked: BackchannelRequest, for client: ClientRegistration, _ request: Request) async throws(Rejection) -> Response
    {
        if let assertion = asked.assertion {
            let consumption = try await found({ try await replays.consume(assertion.key, until: assertion.expires) })
            guard consumption == .first else { throw .backchannelRequestReplayed }
        }
        let account = try await account(asked.hint)
        let (now, code) = (provider.world.now(), provider.world.token())
        var stored = PolledAuthorization(
            id: ID(Base64URL.encode(provider.world.random(16))), kind: .backchannel, hash: Digest.sha256(Array(code.utf8)),
            client: client.id,
            account: account, scopes: asked.scopes,
            note: .init(
                network: CoarseNetwork.text(of: request.peer.address), message: asked.message,
                minimumLevel: asked.minimumLevel), interval: Self.interval, created: now, expires: now + asked.lifetime)
        if let token = asked.notificationToken {
            stored.notice = try? BackchannelNotice.seal(code, token, of: stored.id, key: noticeKey, nonce: provider.world.random(12))
        }
        let event = AuditEvent(
            .authorizationRequested, at: now, by: .client(client.id), account: account, client: client.id, address: request.peer.address,
            port: request.peer.port, requestID: request.peer.requestID,
            details: ["grant": .string(BackchannelGrant.type), "request": .string(stored.id.value), "scope": JSON(asked.scopes)])
        guard try await found({ try await polled.insert(stored, audit: event) }) == .inserted else { throw .unexpected }
        return Response(json: [
            "auth_req_id": .string(code), "expires_in": .integer(asked.lifetime), "interval": .integer(Self.interval),
        ])
    }

    private func account(_ hint: BackchannelRequest.Hint) async throws(Rejection) -> ID<Account>? {
        switch hint {
        case .account(let account): account
        case .identifier(let text): try await found { try await people.account(identifiedBy: text) }
        }
    }
}

/// An authentication request of CIBA that says whom, for what, and for how long. §7.1.
struct BackchannelRequest: Sendable {
    enum Hint: Sendable {
        case account(ID<Account>)
        case identifier(String)
    }

    /// A signed request's identifier, which is used once.
    struct Assertion: Sendable {
        let key: [UInt8]
        let expires: Instant
    }

    let hint: Hint
    let scopes: [String]
    let message: String?
    let lifetime: Int64
    let minimumLevel: AssuranceLevel?
    let assertion: Assertion?
    /// What the provider shows when it tells the client of the answer. §7.1
    let notificationToken: String?

    private static let longestMessage = 64
    /// Of a signed request, in seconds. FAPI-CIBA §5.2.2.
    private static let longestAssertion: Int64 = 3600

    init(
        _ sent: Parameters, of client: ClientRegistration, _ delivery: BackchannelDelivery, provider: ProviderContext
    ) async throws(Rejection) {
        let (parameters, assertion) = try await Self.parameters(sent, of: client, delivery, provider: provider)
        self.assertion = assertion
        scopes = try parameters.scopes(of: client)
        guard scopes.contains("openid") else { throw .scopeEmpty }
        guard parameters["user_code"] == nil, parameters["login_hint_token"] == nil else { throw .backchannelParameterUnsupported }
        hint = try Self.hint(parameters, of: client, provider: provider)
        message = try Self.message(parameters)
        lifetime = try Self.lifetime(parameters)
        minimumLevel = try Self.minimumLevel(parameters, of: client)
        notificationToken = try Self.notificationToken(parameters, delivery)
    }

    private static func hint(
        _ parameters: Parameters, of client: ClientRegistration, provider: ProviderContext
    ) throws(Rejection) -> Hint {
        switch (parameters["login_hint"], parameters["id_token_hint"]) {
        case (let text?, nil):
            // The client's own name for the person, or what the person signs in with.
            return provider.subjects.account(of: text, for: client).map { Hint.account($0) } ?? .identifier(text)
        case (nil, let token?):
            let subject = try provider.idTokenHint.verify(token, client: client.id).subject
            guard let account = provider.subjects.account(of: subject, for: client) else { throw .backchannelPersonUnknown }
            return .account(account)
        default: throw .backchannelHintNotOne
        }
    }

    /// Plain words of one line: it is compared by eye. §7.1
    private static func message(_ parameters: Parameters) throws(Rejection) -> String? {
        guard let text = parameters["binding_message"] else { return nil }
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0) || " -.,:/#".unicodeScalars.contains($0)
                || $0.properties.generalCategory == .nonspacingMark
        }
        guard isPlain, text.unicodeScalars.count <= longestMessage else { throw .bindingMessageInvalid }
        return text
    }

    private static func lifetime(_ parameters: Parameters) throws(Rejection) -> Int64 {
        guard let text = parameters["requested_expiry"] else { return BackchannelAuthenticationEndpoint.defaultLifetime }
        guard text.utf8.count <= 9, let seconds = Int64(text), seconds > 0 else { throw .requestedExpiryMalformed }
        return min(seconds, BackchannelAuthenticationEndpoint.longestLifetime)
    }

    /// A bearer token's own syntax, so that it fits into a header. RFC 6750 §2.1
    private static func notificationToken(
        _ parameters: Parameters, _ delivery: BackchannelDelivery
    ) throws(Rejection) -> String? {
        guard delivery.notificationEndpoint != nil else { return nil }
        let body = (parameters["client_notification_token"] ?? "").utf8.reversed().drop { $0 == UInt8(ascii: "=") }
        guard let text = parameters["client_notification_token"], text.utf8.count <= 1024, !body.isEmpty,
            body.allSatisfy({ isAlphanumeric($0) || "-._~+/".utf8.contains($0) })
        else { throw .notificationTokenInvalid }
        return text
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    /// Unlike at the authorization endpoint, where it is a wish: the person is asked once, and cannot be sent back. Unknown values are ignored.
    private static func minimumLevel(_ parameters: Parameters, of client: ClientRegistration) throws(Rejection) -> AssuranceLevel? {
        let levels = parameters.list("acr_values").compactMap(AssuranceLevel.init(rawValue:))
        return [client.minimumLevel, levels.min()].compactMap { $0 }.max()
    }

    /// Of a signed request, what is inside and nothing else. §7.1.1
    private static func parameters(
        _ sent: Parameters, of client: ClientRegistration, _ delivery: BackchannelDelivery, provider: ProviderContext
    ) async throws(Rejection) -> (Parameters, Assertion?) {
        guard let text = sent["request"] else {
            guard delivery.requestAlgorithm == nil else { throw .backchannelRequestUnsigned }
            return (sent, nil)
        }
        let now = provider.world.now()
        let token: VerifiedToken
        do {
            token = try await provider.clientKeys.verify(
                text, from: client,
                JWT.Expectations(
                    issuer: client.id.value, audience: [provider.issuer], exactAudience: true,
                    algorithms: delivery.requestAlgorithm.map { [$0] } ?? Set(SignatureAlgorithm.allCases), now: now,
                    required: ["iss", "aud", "exp", "iat", "nbf", "jti"]))
        } catch { throw .backchannelRequestInvalid }
        guard let jti = token.claims["jti"]?.string, (1...256).contains(jti.utf8.count), let expires = token.claims["exp"]?.instant,
            expires <= now + longestAssertion, let begins = token.claims["nbf"]?.instant, begins >= now - longestAssertion
        else { throw .backchannelRequestInvalid }
        // Beside the request object only what authenticates the client.
        let outside = ["request", "client_id", "client_secret", "client_assertion", "client_assertion_type"]
        guard sent.json.names.allSatisfy(outside.contains) else { throw .backchannelRequestInvalid }
        let key = Digest.sha256(Array("backchannel request\0\(client.id.value)\0\(jti)".utf8))
        return (try parameters(of: token.claims), Assertion(key: key, expires: expires + 120))
    }

    private static func parameters(of claims: JSON.Object) throws(Rejection) -> Parameters {
        var fields: [(String, String)] = []
        for member in claims.members where !["iss", "aud", "exp", "iat", "nbf", "jti"].contains(member.name) {
            switch member.value {
            case .string(let text): fields.append((member.name, text))
            case .integer(let number): fields.append((member.name, String(number)))
            default: throw .backchannelRequestInvalid
            }
        }
        let parameters = Parameters(Form(fields))
        guard parameters["request"] == nil else { throw .backchannelRequestInvalid }
        try parameters.checkUnique()
        return parameters
    }
}
