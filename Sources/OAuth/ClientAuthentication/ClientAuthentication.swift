package import HTTP
package import Primitives

/// One way in which a client proves who it is at the token endpoint and its neighbours.
package protocol ClientAuthentication: Sendable {
    /// The value of `token_endpoint_auth_method`.
    var method: String { get }
    var form: CredentialForm { get }
    /// Values of `token_endpoint_auth_signing_alg_values_supported` that exist because of this method.
    var signingAlgorithms: [String] { get }
    /// What the request presents by this method; nil when it does not use it.
    func credentials(in request: Request, _ parameters: Parameters) throws(Rejection) -> PresentedCredentials?
    /// Checks what was presented against the registration.
    func prove(_ credentials: PresentedCredentials, for client: ClientRegistration, at endpoint: String) async throws(Rejection)
}

extension ClientAuthentication {
    package var signingAlgorithms: [String] { [] }
}

/// Where in a request credentials are. A request uses one of these; which method it means is then for the registration to say.
package enum CredentialForm: Sendable, Hashable {
    case assertion
    case authorizationField
    /// The client only says who it is: a client without credentials, or one whose certificate came with the connection.
    case identifier
    case secretParameter
}

/// Something that claims to be a client's proof. Nothing in it may be used before it is proven.
package struct PresentedCredentials: Sendable {
    package let client: ID<Client>
    package let secret: Secret
    /// The certificate that the connection was made with, in DER.
    let certificateBytes: [UInt8]?

    package init(client: ID<Client>, secret: Secret, certificateBytes: [UInt8]? = nil) {
        self.client = client
        self.secret = secret
        self.certificateBytes = certificateBytes
    }
}

/// A client that proved who it is. Only `ClientAuthenticator` can make one.
package struct AuthenticatedClient: Sendable {
    package let registration: ClientRegistration
    /// What the tokens of this request are bound to; nil for bearer tokens.
    package private(set) var confirmation: Confirmation?

    fileprivate init(_ registration: ClientRegistration) { self.registration = registration }

    /// The same client, its tokens bound to a key that it proved to hold.
    func bound(to confirmation: Confirmation?) -> AuthenticatedClient {
        var bound = self
        bound.confirmation = confirmation
        return bound
    }
}

/// Runs the one method that a request uses, if it is the one that the client is registered for. RFC 6749 §2.3.
package struct ClientAuthenticator: Sendable {
    package let methods: [any ClientAuthentication]
    private let clients: any ClientStore
    private let throttle: ClientThrottle
    private let world: World

    package init(methods: [any ClientAuthentication], clients: any ClientStore, throttle: ClientThrottle, world: World) {
        self.methods = methods
        self.clients = clients
        self.throttle = throttle
        self.world = world
    }

    /// The same clients and counters with some of the methods.
    func restricted(to isIncluded: (any ClientAuthentication) -> Bool) -> ClientAuthenticator {
        ClientAuthenticator(methods: methods.filter(isIncluded), clients: clients, throttle: throttle, world: world)
    }

    /// - Parameter endpoint: the address of the endpoint, which an assertion may name as its audience.
    package func prove(_ request: Request, _ parameters: Parameters, at endpoint: String) async throws(Rejection) -> AuthenticatedClient {
        let (form, credentials) = try presented(request, parameters)
        if let claimed = parameters["client_id"], ID<Client>(claimed) != credentials.client { throw .clientIDMismatch }
        let attempt = ClientThrottle.Key(client: try ID(named: credentials.client.value), address: request.peer.address)
        let now = world.now()
        guard throttle.admits(attempt, at: now) else { throw .clientAuthenticationThrottled }
        do throws(Rejection) {
            guard let client = try await found({ try await clients.find(credentials.client) }) else { throw Rejection.clientUnknown }
            guard let method = methods.first(where: { $0.form == form && $0.method == client.authenticationMethod }) else {
                throw Rejection.clientAuthenticationMethodMismatch
            }
            try await method.prove(credentials, for: client, at: endpoint)
            throttle.recordSuccess(attempt)
            return AuthenticatedClient(client)
        } catch {
            if error.code == .invalidClient { throttle.recordFailure(attempt, at: now) }
            throw error
        }
    }

    private func presented(
        _ request: Request, _ parameters: Parameters
    ) throws(Rejection) -> (form: CredentialForm, credentials: PresentedCredentials) {
        var found: [(form: CredentialForm, credentials: PresentedCredentials)] = []
        for method in methods where !found.contains(where: { $0.form == method.form }) {
            if let credentials = try method.credentials(in: request, parameters) { found.append((method.form, credentials)) }
        }
        guard let first = found.first else { throw .clientAuthenticationAbsent }
        guard found.count == 1 else { throw .clientAuthenticationRepeated }
        return first
    }
}
