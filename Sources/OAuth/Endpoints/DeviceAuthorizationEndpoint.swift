internal import Audit
package import HTTP
internal import HTTPTypes
package import Primitives
internal import TokenCrypto

/// RFC 8628 §3.1, §3.2.
package struct DeviceAuthorizationEndpoint: Endpoint {
    package let route = Route(.post, path: "/device_authorization")
    package let allowsCrossOrigin = true
    /// The page at which people answer.
    package static let verificationPath = "/device"
    /// Seconds that a person has.
    static let lifetime: Int64 = 600
    static let interval: Int64 = 5

    private let provider: ProviderContext
    private let polled: any PolledAuthorizationStore
    private let authenticator: ClientAuthenticator
    private let userCodeKey: [UInt8]

    package init(
        provider: ProviderContext, polled: any PolledAuthorizationStore, authenticator: ClientAuthenticator, userCodeKey: [UInt8]
    ) {
        self.provider = provider
        self.polled = polled
        self.authenticator = authenticator
        self.userCodeKey = userCodeKey
    }

    package func metadata(issuer: String) -> JSON.Object { ["device_authorization_endpoint": .string(issuer + route.path)] }

    package func respond(to request: Request) async -> Response {
        do throws(Rejection) {
            let parameters = try Parameters(body: request)
            let client = try await authenticator.prove(request, parameters, at: provider.url(route.path)).registration
            guard !client.hasLapsed(at: provider.world.now()) else { throw .legacyProfileEnded }
            guard client.allows(grant: DeviceCodeGrant.type) else { throw .grantTypeNotRegistered }
            return try await begin(try parameters.scopes(of: client), for: client, request)
        } catch {
            return Response(error, for: request)
        }
    }

    private func begin(_ scopes: [String], for client: ClientRegistration, _ request: Request) async throws(Rejection) -> Response {
        let (now, deviceCode) = (provider.world.now(), provider.world.token())
        // Two codes alike are rarer than a failing disk; a third try would mean that chance is broken.
        for _ in 0..<3 {
            let userCode = UserCode(from: provider.world)
            let asked = PolledAuthorization(
                id: ID(Base64URL.encode(provider.world.random(16))), kind: .device, hash: Digest.sha256(Array(deviceCode.utf8)),
                userCode: userCode.digest(key: userCodeKey), client: client.id, scopes: scopes,
                note: .init(network: CoarseNetwork.text(of: request.peer.address), minimumLevel: client.minimumLevel),
                interval: Self.interval, created: now, expires: now + Self.lifetime)
            let event = AuditEvent(
                .authorizationRequested, at: now, by: .client(client.id), client: client.id, address: request.peer.address,
                port: request.peer.port, requestID: request.peer.requestID,
                details: ["grant": .string(DeviceCodeGrant.type), "request": .string(asked.id.value), "scope": JSON(scopes)])
            if try await found({ try await polled.insert(asked, audit: event) }) == .inserted { return answer(deviceCode, userCode) }
        }
        throw .unexpected
    }

    private func answer(_ deviceCode: String, _ userCode: UserCode) -> Response {
        let page = provider.url(Self.verificationPath)
        return Response(json: [
            "device_code": .string(deviceCode), "user_code": .string(userCode.text), "verification_uri": .string(page),
            "verification_uri_complete": .string(page + "?user_code=" + userCode.text), "expires_in": .integer(Self.lifetime),
            "interval": .integer(Self.interval),
        ])
    }
}

extension Parameters {
    /// The scopes that are asked for and that the client may have; others are ignored. OpenID Connect Core 1.0 §3.1.2.1.
    func scopes(of client: ClientRegistration) throws(Rejection) -> [String] {
        let asked = list("scope")
        guard asked.allSatisfy(Scope.isWellFormed) else { throw .scopeMalformed }
        let scopes = asked.filter(client.scopes.contains)
        guard !scopes.isEmpty else { throw .scopeEmpty }
        return scopes
    }
}

/// The network that an address belongs to, as a page may show it: enough to tell one's own from another, too little to find a household.
enum CoarseNetwork {
    static func text(of address: String) -> String {
        let separator: Character = address.utf8.contains(UInt8(ascii: ":")) ? ":" : "."
        let parts = address.split(separator: separator, omittingEmptySubsequences: false)
        return parts.prefix(2).joined(separator: String(separator)) + "\(separator)…"
    }
}
