package import Primitives
internal import TokenCrypto

extension ClientRegistration {
    /// Registers what a registrant asks for, under an identifier and with a secret that the provider makes. RFC 7591 §3.2.1.
    package static func register(
        _ metadata: RegistrantMetadata, policy: ClientPolicy, world: World
    ) throws(ClientMetadataRejection) -> Registered {
        var document = metadata.document
        document["client_id_issued_at"] = JSON(world.now())
        return try register(.object(document), policy: policy.forRegistrants, world: world)
    }

    /// Replaces the registration by what its registrant asks for now. RFC 7592 §2.2.
    /// - Returns: the secret only when a new one was made, for a client that had none and needs one.
    package func updated(
        byRegistrant given: JSON, policy: ClientPolicy, world: World
    ) throws(ClientMetadataRejection) -> Registered {
        var document = try RegistrantMetadata(given, agency: agency, current: self).document
        try checkIdentity(given)
        document["client_id"] = .string(id.value)
        document["client_id_issued_at"] = metadata["client_id_issued_at"]
        let method = document["token_endpoint_auth_method"]?.string ?? "client_secret_basic"
        var secret: Secret?
        if method.hasPrefix("client_secret_"), secretHash == nil {
            let made = world.token()
            document["client_secret"] = .string(made)
            secret = Secret(made)
        }
        return (try updated(with: .object(document), policy: policy.forRegistrants), secret)
    }

    /// The client names itself, and its secret at most as it is: it chooses neither. RFC 7592 §2.2.
    private func checkIdentity(_ given: JSON) throws(ClientMetadataRejection) {
        guard let named = given["client_id"]?.string, ID<Client>(named) == id else {
            throw ClientMetadataRejection(member: "client_id", mend: "give the identifier of this client")
        }
        guard let secret = given["client_secret"], secret != .null else { return }
        guard let text = secret.string, let secretHash, constantTimeEqual(Digest.sha256(Array(text.utf8)), secretHash) else {
            throw ClientMetadataRejection(member: "client_secret", mend: "a client cannot choose its secret; give the present one, or none")
        }
    }
}

extension ClientPolicy {
    /// What nobody who registers by himself can be asked to know. OpenID Connect Registration §2: RS256 when nothing is said.
    fileprivate var forRegistrants: ClientPolicy {
        var policy = self
        policy.idTokenAlgorithm = .rs256
        policy.ignoresUnknownMembers = true
        return policy
    }
}
