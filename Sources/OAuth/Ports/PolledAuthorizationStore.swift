package import Audit
package import Primitives

/// A request that its person answers elsewhere, while the client polls for the tokens. RFC 8628, OpenID CIBA Core 1.0.
package struct PolledAuthorization: Sendable, Equatable {
    package enum Kind: String, Sendable { case device, backchannel }
    package enum State: String, Sendable { case waiting, allowed, denied, redeemed }

    /// What pages call it: worth nothing at the token endpoint.
    package var id: ID<PolledAuthorization>
    package var kind: Kind
    /// SHA-256 of `device_code` or `auth_req_id`.
    package var hash: [UInt8]
    /// A keyed digest of the `user_code`: it is too short to be kept as a plain one.
    package var userCode: [UInt8]?
    package var client: ID<Client>
    /// Who is asked; nil: whoever types the code, or nobody, where a client named somebody who is not there.
    package var account: ID<Account>?
    package var scopes: [String]
    /// What it says of itself: the network it came from, `binding_message`.
    package var note: Note
    /// What the client is to be told with, sealed; nil: it polls. `BackchannelNotice`.
    package var notice: [UInt8]?
    package var state: State
    /// Who allowed it.
    package var authentication: Authentication?
    /// Seconds that the client waits between polls. RFC 8628 §3.5.
    package var interval: Int64
    package var created: Instant
    package var expires: Instant

    package struct Note: Sendable, Equatable {
        /// The network of whoever sent the request, without the part that names a household.
        package var network: String
        package var message: String?
        /// The least level that the answer may have.
        package var minimumLevel: AssuranceLevel?

        package init(network: String, message: String? = nil, minimumLevel: AssuranceLevel? = nil) {
            self.network = network
            self.message = message
            self.minimumLevel = minimumLevel
        }
    }

    package init(
        id: ID<PolledAuthorization>, kind: Kind, hash: [UInt8], userCode: [UInt8]? = nil, client: ID<Client>, account: ID<Account>? = nil,
        scopes: [String], note: Note, state: State = .waiting, authentication: Authentication? = nil, interval: Int64, created: Instant,
        expires: Instant
    ) {
        self.id = id
        self.kind = kind
        self.hash = hash
        self.userCode = userCode
        self.client = client
        self.account = account
        self.scopes = scopes
        self.note = note
        self.state = state
        self.authentication = authentication
        self.interval = interval
        self.created = created
        self.expires = expires
    }
}

/// Each method is one transaction.
package protocol PolledAuthorizationStore: Sendable {
    /// `.duplicate`, and nothing stored, when a request that has not expired has the same user code.
    func insert(_ request: PolledAuthorization, audit: AuditEvent) async throws -> Insertion
    func find(_ id: ID<PolledAuthorization>) async throws -> PolledAuthorization?
    func find(userCode: [UInt8]) async throws -> PolledAuthorization?
    func find(hash: [UInt8]) async throws -> PolledAuthorization?
    /// The requests that wait for this person's answer, the oldest first.
    func waiting(for account: ID<Account>, at now: Instant) async throws -> [PolledAuthorization]
    /// One conditional write: the first answer counts, of the person who was asked if somebody was, before it expires.
    func answer(
        _ id: ID<PolledAuthorization>, _ state: PolledAuthorization.State, by authentication: Authentication, at now: Instant,
        audit: AuditEvent
    ) async throws -> Change
    /// Notes that the client asked about a request that waits; a poll before its time lengthens the interval by five seconds. RFC 8628 §3.5.
    func poll(_ hash: [UInt8], at now: Instant) async throws -> Poll
    /// One conditional write: an allowed request is redeemed once, while its session lives and its account is active, and in the same
    /// transaction the tokens are stored. `.absent` otherwise.
    func redeem(_ hash: [UInt8], at now: Instant, issuing issuance: Issuance) async throws -> Change
}

package enum Poll: Sendable, Equatable { case inTime, tooSoon }
