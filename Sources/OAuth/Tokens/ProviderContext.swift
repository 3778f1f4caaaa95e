package import Primitives
package import TokenCrypto

/// What every part of the protocol needs to know about the instance: its name, clock, keys and lifetimes.
package struct ProviderContext: Sendable {
    /// The issuer identifier, from configuration alone.
    package let issuer: String
    /// The second name under which clients reach the endpoints with a certificate; nil without a listener of its own. RFC 8705 §5.
    package let mutualTLSIssuer: String?
    package let world: World
    package let lifetimes: Lifetimes
    package let subjects: SubjectIdentifier
    /// Derives a refresh token's successor.
    package let refreshKey: [UInt8]
    let order = IssueOrder()
    /// The key ring as it is now; it changes while the server runs.
    package let keys: @Sendable () -> KeyRing
    private let statusLists: StatusLists?
    let clientKeys: any ClientKeySource
    let documents: any DocumentSource

    package init(
        issuer: String, mutualTLSIssuer: String? = nil, world: World, lifetimes: Lifetimes = Lifetimes(), subjects: SubjectIdentifier,
        refreshKey: [UInt8], keys: @escaping @Sendable () -> KeyRing, statusLists: StatusLists? = nil,
        clientKeys: any ClientKeySource = RegisteredClientKeys(), documents: any DocumentSource = NoDocuments()
    ) {
        self.issuer = issuer
        self.mutualTLSIssuer = mutualTLSIssuer
        self.world = world
        self.lifetimes = lifetimes
        self.subjects = subjects
        self.refreshKey = refreshKey
        self.keys = keys
        self.statusLists = statusLists
        self.clientKeys = clientKeys
        self.documents = documents
    }

    var idTokenHint: IDTokenHint {
        let now = world.now()
        return IDTokenHint(
            issuer: issuer, keys: { [keys] in keys().published(at: now) }, decryptionKeys: { [keys] in keys().decryptionKeys(at: now) },
            now: now)
    }

    func requestObject(at now: Instant) -> RequestObject {
        RequestObject(
            issuer: issuer, now: now, clientKeys: clientKeys, documents: documents,
            decryptionKeys: { [keys] in keys().decryptionKeys(at: now) })
    }

    /// A place in a status list, for who publishes any.
    func statusPlace(until expires: Instant) async throws -> StatusPlace {
        guard let statusLists else { throw Rejection.unexpected }
        return try await statusLists.place(until: expires, in: world)
    }

    package func url(_ path: String) -> String { issuer + path }

    /// Every address under which that path is served.
    package func urls(_ path: String) -> [String] { [issuer, mutualTLSIssuer].compactMap { $0.map { $0 + path } } }

    /// What a person who is signed in allows a client.
    func authorization(by authentication: Authentication, for client: ClientRegistration, scopes: [String]) -> Authorization {
        var authorization = Authorization(
            id: newAuthorization(), client: client.id, grantor: .signedIn(authentication),
            subject: subjects.subject(of: authentication.account, for: client), scopes: scopes)
        authorization.end = world.now() + lifetimes.refreshAbsolute
        return authorization
    }

    func newAuthorization() -> ID<Authorization> { ID(newIdentifier()) }
}

/// How long things live, in seconds.
package struct Lifetimes: Sendable, Equatable {
    /// RFC 6749 §4.1.2 says ten minutes at most; FAPI 2.0 §5.3.2.1 says one.
    package var code: Int64 = 60
    /// Short, since portals validate access tokens by themselves and do not see a revocation.
    package var accessToken: Int64 = 600
    package var idToken: Int64 = 600
    /// A refresh token that nobody used for so long is dead.
    package var refreshIdle: Int64 = 30 * 86_400
    /// However often it was used: access without the person ends some day unless they come back. ASVS 5.0 10.4.8.
    package var refreshAbsolute: Int64 = 90 * 86_400
    /// For a lost answer: the same client gets the same successor again.
    package var refreshGrace: Int64 = 10
    /// A person may take so long to sign in.
    package var pendingAuthorization: Int64 = 1800
    package var logoutToken: Int64 = 120
    /// A pushed request waits so long for its browser: RFC 9126 §2.2 leaves it open, FAPI 2.0 §5.3.2.2 says under ten minutes.
    package var pushedAuthorization: Int64 = 60
    /// JARM 1.0 §2.1 says ten minutes at most; the code in it lives no longer than this.
    package var authorizationResponse: Int64 = 60

    package init() {}
}
