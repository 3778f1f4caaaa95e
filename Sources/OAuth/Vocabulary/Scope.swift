/// The scopes that exist here, and the claims that each of them asks for. OpenID Connect Core 1.0 §5.4.
package enum Scope: String, Sendable, CaseIterable {
    case openid, profile, email, phone, address
    case offlineAccess = "offline_access"
    case identity, organization
    /// What programs do for themselves: have signed documents validated, and administer this provider.
    case signatures, admin

    /// The claims that UserInfo gives for this scope.
    package var claims: [String] {
        switch self {
        case .openid: ["sub"]
        case .profile: ["name", "birthdate", "gender", "updated_at"]
        case .email: ["email", "email_verified"]
        case .phone: ["phone_number", "phone_number_verified"]
        case .address: ["address"]
        case .offlineAccess: []
        case .identity: ["personal_number", "account_kind", "ial", "nationalities"]
        case .organization: ["organization"]
        case .signatures, .admin: []
        }
    }

    /// Whether a scope means something about a person, so that it can be had only from one. Scopes of other services do not.
    package static func concernsPerson(_ scope: String) -> Bool {
        switch Scope(rawValue: scope) {
        case nil, .signatures, .admin: false
        default: true
        }
    }

    /// What a client may ask for when its registration names no scopes: OpenID's own, and for a state agency also what the
    /// state already knows about the person.
    package static func defaults(for profile: ClientProfile, ofAgency: Bool, refreshing: Bool) -> [String] {
        // Under this one scope a portal of before gets what every such portal gets; more is for its registration to say.
        if profile == .legacyPortal { return [Scope.openid.rawValue] }
        var scopes: [Scope] = [.openid, .profile, .email, .phone, .address]
        if refreshing { scopes.append(.offlineAccess) }
        if ofAgency { scopes += [.identity, .organization] }
        return scopes.map(\.rawValue)
    }

    /// The claims for a list of scopes, `sub` left out.
    package static func claims(for scopes: [String]) -> [String] {
        scopes.flatMap { released[$0] ?? [] }
    }

    private static let released = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0.claims.filter { $0 != "sub" }) })

    /// Every claim that a client can ask for.
    package static let supportedClaims = allCases.flatMap(\.claims)

    /// A scope token is printable ASCII without `"` and `\`. RFC 6749 §3.3.
    package static func isWellFormed(_ token: String) -> Bool {
        token.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }
}
