package import Primitives
package import TokenCrypto

/// A relying party as it was registered: the only source of what it may do. RFC 7591 §2, OpenID Connect Registration §2.
package struct ClientRegistration: Sendable, Equatable {
    package var id: ID<Client>
    /// SHA-256 of the client secret; nil for clients without one.
    package var secretHash: [UInt8]?
    package var name: String
    package var englishName: String?
    package var agency: ID<Agency>?
    package var redirectURIs: [String]
    package var postLogoutRedirectURIs: [String]
    /// `token_endpoint_auth_method`.
    package var authenticationMethod: String
    package var grantTypes: [String]
    /// The scopes that it may ask for.
    package var scopes: [String]
    /// Its public keys, for `private_key_jwt`.
    package var keys: JWKSet?
    package var subjectType: SubjectType
    /// What pairwise subjects are computed from: the agency, or else the host of OpenID Connect Core §8.1.
    package var sector: String
    package var consent: ConsentMode
    package var requiresPKCE: Bool
    package var minimumLevel: AssuranceLevel?
    package var idTokenAlgorithm: SignatureAlgorithm
    /// Nil: UserInfo answers plain JSON.
    package var userInfoAlgorithm: SignatureAlgorithm?
    package var backchannelLogoutURI: String?
    package var defaultMaximumAge: Int64?
    /// `dpop_bound_access_tokens`: it gets no token without a DPoP proof. RFC 9449 §5.2.
    package var demandsDPoP = false
    /// It gets no token that whoever finds it could use.
    package var demandsBoundTokens: Bool { demandsDPoP }
    package var requests = RequestSettings()
    package var profile = ClientProfile.standard
    /// The last day of a registration with `legacy-portal`, in Vietnam: `legacy_until`.
    package var legacyUntil: CalendarDay?
    /// The registration as JSON, with the defaults filled in: what `show` prints. Holds no secret.
    package var metadata: JSON.Object

    package enum SubjectType: String, Sendable, CaseIterable { case pairwise, `public` }

    /// What the citizen is asked before data is released, by its legal basis.
    package enum ConsentMode: String, Sendable, CaseIterable { case none, notice, explicit }

    /// Its requests are taken by push alone. RFC 9126 §6, FAPI 2.0 §5.3.2.2.
    package var mustPush: Bool { requests.mustBePushed || profile == .fapi2 }
    package var isPublic: Bool { authenticationMethod == "none" }
    package func allows(grant type: String) -> Bool { grantTypes.contains(type) }

    /// Of scopes that were granted once, those that it may still have: a registration that was narrowed holds for old tokens too.
    package func present(_ granted: [String]) -> [String] { granted.filter(scopes.contains) }

    /// The name to show a person.
    package func displayName(inEnglish: Bool) -> String { inEnglish ? englishName ?? name : name }
}
