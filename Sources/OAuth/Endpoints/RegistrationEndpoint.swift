internal import Audit
package import HTTP
internal import HTTPTypes
package import Primitives
internal import TokenCrypto

/// RFC 7591 §3, OpenID Connect Registration §3.
package struct RegistrationEndpoint: Endpoint {
    static let path = "/register"
    package let route = Route(.post, path: path)

    /// Who may register.
    package enum Access: Sendable {
        /// Whoever holds an agency's initial access token.
        case token
        /// Everybody: for trials on one machine.
        case open
    }

    private let provider: ProviderContext
    private let registrations: any RegistrationStore
    private let policy: ClientPolicy
    private let access: Access
    private let documents: any DocumentSource
    private let requests: RegistrationRequest

    package init(
        provider: ProviderContext, registrations: any RegistrationStore, agencies: any AgencyStore, policy: ClientPolicy, access: Access,
        documents: any DocumentSource
    ) {
        self.provider = provider
        self.registrations = registrations
        self.policy = policy
        self.access = access
        self.documents = documents
        requests = RegistrationRequest(agencies: agencies)
    }

    package func metadata(issuer: String) -> JSON.Object { ["registration_endpoint": .string(issuer + route.path)] }

    package func respond(to request: Request) async -> Response {
        do {
            let token = try await initialAccessToken(of: request)
            let document = try await requests.document(of: request, registrant: token?.agency, at: provider.world.now())
            let metadata = try RegistrantMetadata(document, agency: token?.agency)
            let registered = try ClientRegistration.register(metadata, policy: policy, world: provider.world)
            try await SectorIdentifier.check(registered.client, documents: documents)
            return try await store(registered, spending: token, request)
        } catch let rejection as ClientMetadataRejection {
            return Response(rejection, for: request)
        } catch let rejection as Rejection {
            return Response(registration: rejection, for: request)
        } catch {
            return Response(Rejection.storageUnavailable, for: request)
        }
    }

    /// Nil when none was sent and none is needed.
    private func initialAccessToken(of request: Request) async throws -> InitialAccessToken? {
        guard let text = try RegistrationRequest.bearer(of: request) else {
            guard access == .open else { throw Rejection.initialAccessTokenAbsent }
            return nil
        }
        guard let token = try await registrations.find(initialAccessToken: Digest.sha256(Array(text.utf8)), at: provider.world.now()) else {
            throw Rejection.initialAccessTokenInvalid
        }
        return token
    }

    private func store(
        _ registered: ClientRegistration.Registered, spending token: InitialAccessToken?, _ request: Request
    ) async throws -> Response {
        let client = registered.client
        let now = provider.world.now()
        var details: JSON.Object = ["registration": "dynamic"]
        details["agency"] = token.map { .string($0.agency.value) }
        details["initial_access_token"] = token.map { .string($0.id) }
        let event = AuditEvent(
            .clientCreated, at: now, by: .client(client.id), client: client.id, address: request.peer.address, port: request.peer.port,
            requestID: request.peer.requestID, details: details)
        let access = provider.world.token()
        let outcome = try await registrations.register(
            client, registrationAccess: Digest.sha256(Array(access.utf8)), initialAccess: token?.hash, at: now, audit: event)
        switch outcome {
        case .registered:
            return Response(
                status: .created, json: client.information(secret: registered.secret, access: access, at: provider.url(Self.path)))
        case .initialAccessTokenSpent: throw Rejection.initialAccessTokenInvalid
        case .duplicate: throw Rejection.unexpected
        }
    }
}

extension ClientRegistration {
    /// The client information response. RFC 7591 §3.2.1, RFC 7592 §3.
    /// - Parameters:
    ///   - secret: shown when it is made, and never again: only its digest is kept.
    ///   - access: the registration access token, as it was just made or sent.
    ///   - endpoint: the address of the registration endpoint.
    func information(secret: Secret?, access: String, at endpoint: String) -> JSON.Object {
        var json = metadata
        json["id"] = nil
        if let secret { json["client_secret"] = .string(String(decoding: secret.exposed, as: UTF8.self)) }
        if secretHash != nil { json["client_secret_expires_at"] = 0 }
        json["registration_client_uri"] = .string(endpoint + "/" + PercentEncoding.encode(id.value))
        json["registration_access_token"] = .string(access)
        return json
    }
}

extension Response {
    /// Refused metadata, with the member named. RFC 7591 §3.2.2.
    init(_ rejection: ClientMetadataRejection, for request: Request) {
        let isOfRedirect = rejection.member == "redirect_uris"
        self.init(
            isOfRedirect ? .clientRedirectURIInvalid : .clientMetadataInvalid, for: request,
            mend: Self.describable(rejection.description))
    }

    /// What a registrant wrote comes back in the description, as far as the grammar lets it. RFC 6749 §5.2.
    private static func describable(_ text: String) -> String {
        let bytes = text.utf8.map {
            (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") ? $0 : UInt8(ascii: "?")
        }
        return String(decoding: bytes.prefix(500), as: UTF8.self)
    }

    /// With the challenge of RFC 6750 §3, which names no error when no token came.
    init(registration rejection: Rejection, for request: Request) {
        self.init(rejection, for: request)
        guard rejection.code == .invalidToken else { return }
        headers[.wwwAuthenticate] =
            rejection == .initialAccessTokenAbsent
            ? "Bearer" : #"Bearer error="\#(rejection.code.rawValue)", error_description="\#(rejection.mend)""#
    }
}
