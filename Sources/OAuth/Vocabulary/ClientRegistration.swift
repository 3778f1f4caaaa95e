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
    /// The client secret as `SecretSealing` keeps it, for `client_secret_jwt` alone.
    package var sealedSecret: [UInt8]?
    /// `token_endpoint_auth_signing_alg`; nil: any that the method has.
    package var authenticationAlgorithm: String?
    /// Its public keys as they were registered: to know it by what it signs, and to encrypt to.
    package var keys: JWKSet?
    /// `jwks_uri`: where it publishes them instead. To be read through a `ClientKeySource`.
    package var keysURI: String?
    package var subjectType: SubjectType
    /// What pairwise subjects are computed from: the agency, or else the host of OpenID Connect Core §8.1.
    package var sector: String
    /// `sector_identifier_uri`: the list that makes its redirect URIs one sector. OpenID Connect Registration §5.
    package var sectorIdentifierURI: String?
    package var consent: ConsentMode
    package var requiresPKCE: Bool
    package var minimumLevel: AssuranceLevel?
    package var idTokenAlgorithm: SignatureAlgorithm
    /// Nil: UserInfo answers plain JSON.
    package var userInfoAlgorithm: SignatureAlgorithm?
    package var backchannelLogoutURI: String?
    package var defaultMaximumAge: Int64?
    /// Loaded in a frame when a session ends. OpenID Connect Front-Channel Logout 1.0 §2.
    package var frontchannelLogoutURI: String?
    /// Nil: it may exchange nothing.
    package var tokenExchange: TokenExchangePolicy?
    /// How it asks people who are elsewhere; nil: not at all.
    package var backchannel: BackchannelDelivery?
    /// `dpop_bound_access_tokens`: it gets no token without a DPoP proof. RFC 9449 §5.2.
    package var demandsDPoP = false
    /// It gets no token that whoever finds it could use.
    package var demandsBoundTokens: Bool { demandsDPoP || bindsCertificate }
    /// `tls_client_certificate_bound_access_tokens`: its tokens are bound to the certificate that it came with. RFC 8705 §3.4.
    package var bindsCertificate = false
    /// Whom its certificate must name, for `tls_client_auth`.
    package var certificateSubject: CertificateSubject?
    package var requests = RequestSettings()
    package var profile = ClientProfile.standard
    /// The last day of a registration with `legacy-portal`, in Vietnam: `legacy_until`.
    package var legacyUntil: CalendarDay?
    package var answers = AnswerSettings()
    /// The registration as JSON, with the defaults filled in: what `show` prints. Holds no secret.
    package var metadata: JSON.Object

    package enum SubjectType: String, Sendable, CaseIterable { case pairwise, `public` }

    /// What the citizen is asked before data is released, by its legal basis.
    package enum ConsentMode: String, Sendable, CaseIterable { case none, notice, explicit }

    /// Its requests are taken by push alone. RFC 9126 §6, FAPI 2.0 §5.3.2.2.
    package var mustPush: Bool { requests.mustBePushed || profile == .fapi2 }
    package var hasKeys: Bool { keys.map { !$0.keys.isEmpty } ?? (keysURI != nil) }
    package var isPublic: Bool { authenticationMethod == "none" }
    package func allows(grant type: String) -> Bool { grantTypes.contains(type) }

    /// Of scopes that were granted once, those that it may still have: a registration that was narrowed holds for old tokens too.
    package func present(_ granted: [String]) -> [String] { granted.filter(scopes.contains) }

    /// An address that the client registered for people to read, in a person's language where there is one for it.
    /// OpenID Connect Registration §2.1.
    package func address(_ member: String, inEnglish: Bool) -> String? {
        (metadata[member + (inEnglish ? "#en" : "#vi")] ?? metadata[member])?.string
    }

    /// The name to show a person.
    package func displayName(inEnglish: Bool) -> String { inEnglish ? englishName ?? name : name }
}
