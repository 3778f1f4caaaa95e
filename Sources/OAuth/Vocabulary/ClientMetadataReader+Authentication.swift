internal import Primitives
internal import TokenCrypto

extension ClientMetadataReader {
    /// What says how the client proves who it is. RFC 7591 §2, OpenID Connect Registration §2.
    mutating func readAuthentication(of client: inout ClientRegistration, policy: ClientPolicy) throws(ClientMetadataRejection) {
        client.authenticationAlgorithm = try choice("token_endpoint_auth_signing_alg", of: Self.algorithms(of: client.authenticationMethod))
        client.keys = try keys()
        client.keysURI = try callback("jwks_uri", policy: policy)
        guard client.keys == nil || client.keysURI == nil else { throw refuse("jwks_uri", "give either jwks or jwks_uri, not both") }
        let signers = ["private_key_jwt", "self_signed_tls_client_auth"].filter { client.authenticationMethod == $0 }
        if let signer = (signers + client.grantTypes.filter { $0 == JWTBearerGrant.type }).first, !client.hasKeys {
            throw refuse("jwks", "\(signer) needs the client's public keys: give jwks, or jwks_uri where it publishes them")
        }
        client.certificateSubject = try certificateSubject(needed: client.authenticationMethod == "tls_client_auth")
        client.demandsDPoP = try flag("dpop_bound_access_tokens") ?? false
        client.bindsCertificate = try flag("tls_client_certificate_bound_access_tokens") ?? false
        guard !client.bindsCertificate || policy.certificatesAsked else {
            throw refuse(
                "tls_client_certificate_bound_access_tokens", "this provider asks for no client certificates; use dpop_bound_access_tokens")
        }
    }

    /// Exactly one: with two, nobody could tell which of them a certificate must have. RFC 8705 §2.1.2.
    private mutating func certificateSubject(needed: Bool) throws(ClientMetadataRejection) -> CertificateSubject? {
        var subjects: [CertificateSubject] = []
        for member in CertificateSubject.members {
            guard let text = try text(member, maximum: 1024) else { continue }
            guard let subject = CertificateSubject(member: member, text) else {
                throw refuse(member, "give a name of this kind; a distinguished name as in RFC 4514, the most specific part first")
            }
            subjects.append(subject)
        }
        guard subjects.count == (needed ? 1 : 0) else {
            throw refuse(
                CertificateSubject.members[0],
                needed
                    ? "tls_client_auth needs exactly one of \(CertificateSubject.members.joined(separator: ", "))"
                    : "only a client with tls_client_auth has a certificate subject; leave it out")
        }
        return subjects.first
    }

    /// The member has no meaning for the other methods, and any value that it could have elsewhere does no harm.
    private static func algorithms(of method: String) -> [String] {
        let (keys, secrets) = (SignatureAlgorithm.allCases.map(\.rawValue), MACAlgorithm.allCases.map(\.rawValue))
        return switch method {
        case "private_key_jwt": keys
        case "client_secret_jwt": secrets
        default: keys + secrets
        }
    }

    private mutating func keys() throws(ClientMetadataRejection) -> JWKSet? {
        guard let value = take("jwks") else { return nil }
        do { return try JWKSet(parsing: value) } catch { throw refuse("jwks", "give a JSON Web Key Set of public keys: \(error)") }
    }
}
