internal import TokenCrypto

/// The set of rules that a client is held to as a whole: its `profile` registration member.
package enum ClientProfile: String, Sendable, CaseIterable {
    /// OAuth 2.1 with OpenID Connect.
    case standard
    /// FAPI 2.0 Security Profile.
    case fapi2
    /// What portals of before know: no PKCE, Vietnamese claim names, one subject everywhere. Only until a day.
    case legacyPortal = "legacy-portal"
}

extension ClientProfile {
    /// What tokens and requests of the profile are never signed with. FAPI 2.0 §5.4.1.
    private static let tooWeak = SignatureAlgorithm.rs256
    private static let clientAuthentication = ["private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"]

    func admits(_ algorithm: SignatureAlgorithm) -> Bool { self != .fapi2 || algorithm != Self.tooWeak }

    /// Refuses a registration that the profile has no place for. FAPI 2.0 §5.3.2, §5.4.1.
    func check(_ client: ClientRegistration) throws(ClientMetadataRejection) {
        guard self == .fapi2 else { return }
        guard Self.clientAuthentication.contains(client.authenticationMethod) else {
            throw Self.refuse("token_endpoint_auth_method", "use private_key_jwt or mutual TLS")
        }
        guard client.requiresPKCE else { throw Self.refuse("require_pkce", "leave it out") }
        guard client.demandsBoundTokens else {
            throw Self.refuse("dpop_bound_access_tokens", "set it or tls_client_certificate_bound_access_tokens to true")
        }
        guard client.redirectURIs.allSatisfy({ ["https", "http"].contains(RegisteredURI($0)?.scheme) }) else {
            throw Self.refuse("redirect_uris", "use https")
        }
        let algorithms = [
            ("id_token_signed_response_alg", client.idTokenAlgorithm), ("userinfo_signed_response_alg", client.userInfoAlgorithm),
            ("authorization_signed_response_alg", client.requests.responseAlgorithm),
            ("request_object_signing_alg", client.requests.objectAlgorithm),
        ]
        for (member, algorithm) in algorithms where algorithm == Self.tooWeak { throw Self.refuse(member, "use ES256, EdDSA or PS256") }
    }

    private static func refuse(_ member: String, _ mend: String) -> ClientMetadataRejection {
        ClientMetadataRejection(member: member, mend: "the profile fapi2 forbids this value: \(mend)")
    }
}
