package import Primitives

/// What a person allowed a client at one sign-in: the source of all its tokens, revoked as a whole. RFC 6749 §1.3.
package struct Authorization: Sendable, Equatable {
    package var id: ID<Authorization>
    package var client: ID<Client>
    package var account: ID<Account>
    package var session: ID<Session>
    /// The `sub` that this client knows the person by.
    package var subject: String
    package var scopes: [String]
    package var claims: ClaimsRequest
    package var authenticationTime: Instant
    package var level: AssuranceLevel
    package var methods: [String]

    package init(
        id: ID<Authorization>, client: ID<Client>, account: ID<Account>, session: ID<Session>, subject: String, scopes: [String],
        claims: ClaimsRequest, authenticationTime: Instant, level: AssuranceLevel, methods: [String]
    ) {
        self.id = id
        self.client = client
        self.account = account
        self.session = session
        self.subject = subject
        self.scopes = scopes
        self.claims = claims
        self.authenticationTime = authenticationTime
        self.level = level
        self.methods = methods
    }

    /// It outlives the session. OpenID Connect Core §11.
    package var isOffline: Bool { scopes.contains("offline_access") }

    /// Everything but the identifiers, for a store that keeps those in columns of their own.
    package var details: JSON.Object {
        [
            "sub": .string(subject), "scope": JSON(scopes), "claims": .object(claims.json), "auth_time": JSON(authenticationTime),
            "acr": .string(level.rawValue), "amr": JSON(methods),
        ]
    }

    /// Restores what `details` gave; nil when the object is not of that shape.
    package init?(
        id: ID<Authorization>, client: ID<Client>, account: ID<Account>, session: ID<Session>, details: JSON.Object
    ) {
        guard let subject = details["sub"]?.string, let scopes = details["scope"]?.strings, let claimsJSON = details["claims"],
            let claims = try? ClaimsRequest(parsing: claimsJSON), let time = details["auth_time"]?.instant,
            let level = details["acr"]?.string.flatMap(AssuranceLevel.init(rawValue:)), let methods = details["amr"]?.strings
        else { return nil }
        self.init(
            id: id, client: client, account: account, session: session, subject: subject, scopes: scopes, claims: claims,
            authenticationTime: time, level: level, methods: methods)
    }
}
