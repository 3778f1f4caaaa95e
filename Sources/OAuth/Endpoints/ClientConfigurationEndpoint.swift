internal import Audit
package import HTTP
internal import HTTPTypes
package import Primitives
internal import TokenCrypto

/// Lets a client that registered itself look at its registration, change it and end it. RFC 7592 §2.
///
/// The registration access token stays the same for as long as the client lives: with a new one at each update, an answer that is lost
/// would lock the portal out of its own registration.
package struct ClientConfigurationEndpoint: Endpoint {
    package let route = Route(.get, .put, .delete, path: RegistrationEndpoint.path + "/{client_id}")

    private let provider: ProviderContext
    private let registrations: any RegistrationStore
    private let policy: ClientPolicy
    private let requests: RegistrationRequest
    private let documents: any DocumentSource
    private let changed: @Sendable (ID<Client>) -> Void

    /// - Parameter changed: told of a client whose registration is not any more what it was.
    package init(
        provider: ProviderContext, registrations: any RegistrationStore, agencies: any AgencyStore, policy: ClientPolicy,
        documents: any DocumentSource, changed: @escaping @Sendable (ID<Client>) -> Void
    ) {
        self.provider = provider
        self.registrations = registrations
        self.policy = policy
        requests = RegistrationRequest(agencies: agencies)
        self.documents = documents
        self.changed = changed
    }

    package func respond(to request: Request) async -> Response {
        do {
            let access = try access(of: request)
            let client = try await client(access, request)
            switch request.method {
            case .put: return try await update(client, access, request)
            case .delete: return try await remove(client, access, request)
            default: return information(client, secret: nil, access)
            }
        } catch let rejection as ClientMetadataRejection {
            return Response(rejection, for: request)
        } catch let rejection as Rejection {
            return Response(registration: rejection, for: request)
        } catch {
            return Response(Rejection.storageUnavailable, for: request)
        }
    }

    private func access(of request: Request) throws(Rejection) -> String {
        guard let text = try RegistrationRequest.bearer(of: request) else { throw .registrationAccessTokenInvalid }
        return text
    }

    /// An unknown client and a wrong token look the same. RFC 7592 §2.1.
    private func client(_ access: String, _ request: Request) async throws -> ClientRegistration {
        guard let text = request.pathParameters["client_id"], text.utf8.count <= ID<Client>.maximumLength,
            let client = try await registrations.find(ID(text), registrationAccess: Digest.sha256(Array(access.utf8)))
        else { throw Rejection.registrationAccessTokenInvalid }
        return client
    }

    private func update(_ client: ClientRegistration, _ access: String, _ request: Request) async throws -> Response {
        let document = try await requests.document(of: request, registrant: client.agency, at: provider.world.now())
        let (updated, secret) = try client.updated(byRegistrant: document, policy: policy, world: provider.world)
        try await SectorIdentifier.check(updated, documents: documents)
        let change = try await registrations.update(
            updated, registrationAccess: Digest.sha256(Array(access.utf8)), audit: event(.clientUpdated, client, request))
        changed(client.id)
        guard change == .changed else { throw Rejection.registrationAccessTokenInvalid }
        return information(updated, secret: secret, access)
    }

    private func remove(_ client: ClientRegistration, _ access: String, _ request: Request) async throws -> Response {
        let change = try await registrations.remove(
            client.id, registrationAccess: Digest.sha256(Array(access.utf8)), audit: event(.clientDeleted, client, request))
        changed(client.id)
        guard change == .changed else { throw Rejection.registrationAccessTokenInvalid }
        return Response(status: .noContent, headers: [.cacheControl: "no-store"])
    }

    private func information(_ client: ClientRegistration, secret: Secret?, _ access: String) -> Response {
        Response(json: client.information(secret: secret, access: access, at: provider.url(RegistrationEndpoint.path)))
    }

    private func event(_ action: AuditAction, _ client: ClientRegistration, _ request: Request) -> AuditEvent {
        AuditEvent(
            action, at: provider.world.now(), by: .client(client.id), client: client.id, address: request.peer.address,
            port: request.peer.port, requestID: request.peer.requestID, details: ["registration": "dynamic"])
    }
}
