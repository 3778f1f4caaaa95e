package import Primitives

/// What a registrant may say of its own client: a program of strangers' making, not the operator. RFC 7591 §2, §5.
///
/// Members pass by name: whatever else the provider knows or will know is the operator's to set, and a registrant's word on it is
/// ignored like any member that is not understood. What it may not have is refused by name, so that nobody believes to have got it.
package struct RegistrantMetadata: Sendable {
    /// To be read as a client's metadata.
    package let document: JSON.Object

    /// The members of the standards (the registry of RFC 7591 §4.1), and those of ours that only make a client stricter or tell of it.
    private static let allowed: Set<String> = [
        // RFC 7591 §2
        "client_name", "client_uri", "contacts", "grant_types", "jwks", "jwks_uri", "logo_uri", "policy_uri", "redirect_uris",
        "response_types", "scope", "software_id", "software_statement", "software_version", "token_endpoint_auth_method", "tos_uri",
        // OpenID Connect Registration §2, and the logout specifications
        "application_type", "backchannel_logout_session_required", "backchannel_logout_uri", "default_acr_values", "default_max_age",
        "frontchannel_logout_session_required", "frontchannel_logout_uri", "id_token_encrypted_response_alg",
        "id_token_encrypted_response_enc", "id_token_signed_response_alg", "initiate_login_uri", "post_logout_redirect_uris",
        "request_object_encryption_alg", "request_object_encryption_enc", "request_object_signing_alg", "request_uris",
        "require_auth_time", "sector_identifier_uri", "subject_type", "token_endpoint_auth_signing_alg",
        "userinfo_encrypted_response_alg", "userinfo_encrypted_response_enc", "userinfo_signed_response_alg",
        // RFC 8705, RFC 9101, RFC 9126, RFC 9396, RFC 9449, RFC 9701, JARM, CIBA
        "authorization_details_types", "authorization_encrypted_response_alg", "authorization_encrypted_response_enc",
        "authorization_signed_response_alg", "backchannel_authentication_request_signing_alg",
        "backchannel_client_notification_endpoint", "backchannel_token_delivery_mode", "backchannel_user_code_parameter",
        "dpop_bound_access_tokens", "introspection_encrypted_response_alg", "introspection_encrypted_response_enc",
        "introspection_signed_response_alg", "require_pushed_authorization_requests", "require_signed_request_object",
        "tls_client_auth_san_dns", "tls_client_auth_san_email", "tls_client_auth_san_ip", "tls_client_auth_san_uri",
        "tls_client_auth_subject_dn", "tls_client_certificate_bound_access_tokens",
        // ours
        "consent", "minimum_acr", "profile", "require_pkce",
    ]
    /// Grants in which a token comes to be without a person, or from another token, are the operator's to give.
    private static let grants = [
        "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code", "urn:openid:params:grant-type:ciba",
    ]
    private static let profiles = ["standard", "fapi2"]

    /// - Parameters:
    ///   - agency: from the registrant's token, never from its words.
    ///   - current: the registration that is to be replaced; what the operator gave it stays, and so does how strict it is.
    package init(_ document: JSON, agency: ID<Agency>?, current: ClientRegistration? = nil) throws(ClientMetadataRejection) {
        guard let given = document.object else {
            throw ClientMetadataRejection(member: "client", mend: "give a JSON object of client metadata (RFC 7591 section 2)")
        }
        let limits = Limits(agency: agency, current: current)
        try limits.check(given)
        var kept = limits.kept
        for member in given.members where Self.isAllowed(member.name) && member.value != .null { kept[member.name] = member.value }
        kept["agency"] = agency.map { .string($0.value) }
        self.document = kept
    }

    private static func isAllowed(_ name: String) -> Bool { allowed.contains(String(name.prefix { $0 != "#" })) }

    /// What a registrant may have: what every one may, and what the operator gave this client.
    private struct Limits {
        let agency: ID<Agency>?
        let current: ClientRegistration?

        /// Set by the operator, or by the registrant once: leaving it out does not take it back.
        private static let ratchets = ["consent", "minimum_acr", "profile", "require_pkce"]

        var kept: JSON.Object {
            var kept = JSON.Object()
            for member in current?.metadata.members ?? [] where !isAllowed(member.name) || Self.ratchets.contains(member.name) {
                kept[member.name] = member.value
            }
            return kept
        }

        func check(_ given: JSON.Object) throws(ClientMetadataRejection) {
            if let named = given["agency"], named != .null, named != agency.map({ .string($0.value) }) {
                throw refuse("agency", "comes from the initial access token alone; leave it out")
            }
            try checkGrants(given)
            try checkScopes(given)
            for name in Self.ratchets {
                guard let value = given[name], value != .null, value != current?.metadata[name] else { continue }
                try checkStrictness(name, value)
            }
        }

        private func checkGrants(_ given: JSON.Object) throws(ClientMetadataRejection) {
            let allowed = grants + (current?.grantTypes ?? [])
            guard let grant = given["grant_types"]?.strings?.first(where: { !allowed.contains($0) }) else { return }
            throw refuse("grant_types", "\(grant) is not there for registrants; leave it out, or ask the operator")
        }

        private func checkScopes(_ given: JSON.Object) throws(ClientMetadataRejection) {
            let allowed = Set(Scope.defaults(for: .standard, ofAgency: agency != nil, refreshing: true) + (current?.scopes ?? []))
            let names = (given["scope"]?.string ?? "").split(separator: " ").map(String.init)
            guard let scope = names.first(where: { !allowed.contains($0) }) else { return }
            throw refuse("scope", "\(scope) cannot be registered here; use out of: \(allowed.sorted().joined(separator: ", "))")
        }

        /// A registrant chooses how strict its client begins, within what the law leaves to it; later it can only be made stricter.
        private func checkStrictness(_ name: String, _ value: JSON) throws(ClientMetadataRejection) {
            switch name {
            case "consent":
                guard
                    value == "explicit" || value == "notice" && current == nil || value == "notice" && current?.consent == ConsentMode.none
                else { throw refuse(name, "what people are asked rests on the law, and only the operator makes it less; use explicit") }
            case "minimum_acr":
                guard let present = current?.minimumLevel, let wanted = value.string.flatMap(AssuranceLevel.init(rawValue:)) else { return }
                guard wanted > present else { throw refuse(name, "only the operator can lower it") }
            case "profile":
                guard profiles.contains(value.string ?? ""), current == nil || value == "fapi2" else {
                    throw refuse(name, "use \(profiles.joined(separator: " or ")); only the operator can make it less strict later")
                }
            default:
                guard value != false || current == nil else { throw refuse(name, "only the operator can switch it off") }
            }
        }

        private typealias ConsentMode = ClientRegistration.ConsentMode

        private func refuse(_ member: String, _ mend: String) -> ClientMetadataRejection {
            ClientMetadataRejection(member: member, mend: mend)
        }
    }
}
