package import Primitives

/// What a client was allowed: the source of all its tokens, revoked as a whole. RFC 6749 §1.3.
package struct Authorization: Sendable, Equatable {
    package var id: ID<Authorization>
    package var client: ID<Client>
    package var grantor: Grantor
    /// The `sub` that this client knows the person by; the client's own identifier where there is no person.
    package var subject: String
    package var scopes: [String]
    package var claims: ClaimsRequest
    /// It outlives the session. OpenID Connect Core §11.
    package var isOffline: Bool
    /// Where its access tokens may be used; empty means with the provider alone. RFC 8707.
    package var resources: [String] = []
    /// RFC 9396.
    package var authorizationDetails: [AuthorizationDetail] = []
    /// Who acts for the person, and for whom that one acted before: the `act` claim. RFC 8693 §4.1.
    package var actor: JSON.Object?
    /// No token of it lives longer; nil: as long as tokens of their kind do.
    package var end: Instant?

    /// - Parameter isOffline: nil: as the scopes say.
    package init(
        id: ID<Authorization>, client: ID<Client>, grantor: Grantor, subject: String, scopes: [String],
        claims: ClaimsRequest = ClaimsRequest(), isOffline: Bool? = nil
    ) {
        self.id = id
        self.client = client
        self.grantor = grantor
        self.subject = subject
        self.scopes = scopes
        self.claims = claims
        self.isOffline = isOffline ?? scopes.contains("offline_access")
    }

    /// The person, if there is one.
    package var account: ID<Account>? { grantor.account }
    /// The session in which the person signed in; nil when nobody did.
    package var session: ID<Session>? { grantor.authentication?.session }

    /// Everything but the identifiers, for a store that keeps those in columns of their own.
    package var details: JSON.Object {
        var details: JSON.Object = ["sub": .string(subject), "scope": JSON(scopes)]
        if claims != ClaimsRequest() { details.append("claims", .object(claims.json)) }
        if let authentication = grantor.authentication {
            details.append("auth_time", JSON(authentication.time))
            details.append("acr", .string(authentication.level.rawValue))
            details.append("amr", JSON(authentication.methods))
        }
        if !resources.isEmpty { details.append("resource", JSON(resources)) }
        if !authorizationDetails.isEmpty { details.append("authorization_details", .array(authorizationDetails.map(\.json))) }
        if let actor { details.append("act", .object(actor)) }
        if let end { details.append("end", JSON(end)) }
        return details
    }

    /// Restores what `details` gave; nil when the object is not of that shape.
    package init?(
        id: ID<Authorization>, client: ID<Client>, account: ID<Account>?, session: ID<Session>?, isOffline: Bool, details: JSON.Object
    ) {
        guard let subject = details["sub"]?.string, let scopes = details["scope"]?.strings,
            let claims = try? details["claims"].map({ json throws(Rejection) in try ClaimsRequest(parsing: json) }) ?? ClaimsRequest(),
            let grantor = Grantor(account: account, session: session, details: details)
        else { return nil }
        self.init(
            id: id, client: client, grantor: grantor, subject: subject, scopes: scopes, claims: claims, isOffline: isOffline)
        if let stored = details["resource"] {
            guard let list = stored.strings else { return nil }
            resources = list
        }
        for stored in details["authorization_details"]?.array ?? [] {
            guard let detail = try? AuthorizationDetail(parsing: stored) else { return nil }
            authorizationDetails.append(detail)
        }
        actor = details["act"]?.object
        end = details["end"]?.instant
    }
}

extension Grantor {
    fileprivate init?(account: ID<Account>?, session: ID<Session>?, details: JSON.Object) {
        switch (account, session) {
        case (nil, nil): self = .client
        case (let account?, nil): self = .asserted(account)
        case (nil, _?): return nil
        case (let account?, let session?):
            guard let time = details["auth_time"]?.instant, let methods = details["amr"]?.strings,
                let level = details["acr"]?.string.flatMap(AssuranceLevel.init(rawValue:))
            else { return nil }
            self = .signedIn(Authentication(account: account, session: session, time: time, level: level, methods: methods))
        }
    }
}

extension Authorization {
    /// When a token that begins now is over.
    func expiry(from now: Instant, lifetime: Int64) -> Instant { min(now + lifetime, end ?? now + lifetime) }
}
