package import Primitives

/// One browser that is signed in.
package struct SessionRecord: Sendable, Equatable {
    /// Where the person signed in from: evidence for them ("was this you?") and for the law, which wants the source port.
    package struct Origin: Sendable, Equatable {
        /// The browser's own words, cut and cleaned (`UserAgentLabel`).
        package var userAgent: String
        package var address: String
        package var port: Int

        package init(userAgent: String, address: String, port: Int) {
            self.userAgent = userAgent
            self.address = address
            self.port = port
        }
    }

    /// `sid` of tokens: it names the session and opens nothing.
    package let id: ID<Session>
    /// SHA-256 of the cookie's value. The value itself is nowhere but in the browser.
    package var secretHash: [UInt8]
    package let account: ID<Account>
    /// When the person last proved who they are.
    package var authenticated: Instant
    /// What was proven, already limited to what the account's proofing allows.
    package var level: AssuranceLevel
    /// RFC 8176.
    package var methods: [String]
    package let created: Instant
    /// Written at most once a minute.
    package var lastSeen: Instant
    /// The end, however busy the session is.
    package var expiry: Instant
    /// Seconds without a request after which it ends.
    package var idleTimeout: Int64
    package var origin: Origin
    package var ended: Instant?

    package init(
        id: ID<Session>, secretHash: [UInt8], account: ID<Account>, authenticated: Instant, level: AssuranceLevel, methods: [String],
        created: Instant, lastSeen: Instant, expiry: Instant, idleTimeout: Int64, origin: Origin, ended: Instant? = nil
    ) {
        self.id = id
        self.secretHash = secretHash
        self.account = account
        self.authenticated = authenticated
        self.level = level
        self.methods = methods
        self.created = created
        self.lastSeen = lastSeen
        self.expiry = expiry
        self.idleTimeout = idleTimeout
        self.origin = origin
        self.ended = ended
    }

    package var authentication: Authentication {
        Authentication(account: account, session: id, time: authenticated, level: level, methods: methods)
    }

    package func isLive(at now: Instant) -> Bool {
        ended == nil && now < expiry && now.seconds(since: lastSeen) < idleTimeout
    }
}
