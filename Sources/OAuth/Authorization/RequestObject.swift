internal import HTTP
package import Primitives
package import TokenCrypto

/// Reads an authorization request that its client signed, and may have encrypted to this issuer after that. RFC 9101, OpenID Connect Core 1.0 §6.1.
package struct RequestObject: Sendable {
    /// What the object may be signed with; never `none`.
    package static let algorithms = SignatureAlgorithm.allCases

    /// An object is made for one request; one that lives longer is worth stealing. In seconds.
    private static let longestLife: Int64 = 86_400
    /// FAPI 2.0 Message Signing §5.3.1: the object is not older than this, nor lives longer.
    private static let longestLifeOfFAPI: Int64 = 3600
    /// About the token, not about the request.
    private static let tokenClaims: Set<String> = ["iss", "aud", "exp", "nbf", "iat", "jti"]
    private static let types = ["oauth-authz-req+jwt", "jwt"]

    private let issuer: String
    private let now: Instant
    private let clientKeys: any ClientKeySource
    private let documents: any DocumentSource
    private let decryptionKeys: @Sendable () -> [DecryptionKey]

    package init(
        issuer: String, now: Instant, clientKeys: any ClientKeySource = RegisteredClientKeys(),
        documents: any DocumentSource = NoDocuments(),
        decryptionKeys: @escaping @Sendable () -> [DecryptionKey] = { [] }
    ) {
        self.issuer = issuer
        self.now = now
        self.clientKeys = clientKeys
        self.documents = documents
        self.decryptionKeys = decryptionKeys
    }

    /// The parameters that count: those of the object when there is one, and then nothing beside them. RFC 9101 §6.3.
    /// - Throws: `Rejection.requestObjectRequired` when the client must sign and did not.
    package func parameters(in outer: Parameters, of client: ClientRegistration) async throws(Rejection) -> Parameters {
        guard let text = outer["request"] else {
            guard !client.requests.mustBeSigned else { throw .requestObjectRequired }
            return outer
        }
        try outer.checkUnique()
        return try await parameters(of: text, signedBy: client)
    }

    /// Those of the object that the client publishes at that address of its registration, and then nothing beside them. RFC 9101 §5.2.3.
    package func parameters(at uri: String, in outer: Parameters, of client: ClientRegistration) async throws(Rejection) -> Parameters {
        try outer.checkUnique()
        guard let document = await documents.document(at: String(uri.prefix { $0 != "#" })),
            let text = String(validating: document, as: UTF8.self)
        else { throw .requestURIUnavailable }
        return try await parameters(of: text, signedBy: client)
    }

    private func parameters(of text: String, signedBy client: ClientRegistration) async throws(Rejection) -> Parameters {
        guard client.hasKeys else { throw .requestObjectUnsupported }
        guard let signed = try? NestedToken.signed(text, keys: decryptionKeys) else { throw .requestObjectInvalid }
        let token = try await verified(signed, by: client)
        let claims = token.claims
        // An assertion that the same client signed is not a request. RFC 9101 §10.8.
        guard Self.isRequest(token.header), claims["request"] == nil, claims["request_uri"] == nil, claims["sub"] == nil else {
            throw .requestObjectInvalid
        }
        if client.profile == .fapi2 { try checkLife(claims) }
        if let named = claims["client_id"] {
            guard let name = named.string, ID<Client>(name) == client.id else { throw .requestObjectForeign }
        }
        return try Self.parameters(claims).setting("client_id", to: client.id.value)
    }

    private func verified(_ text: String, by client: ClientRegistration) async throws(Rejection) -> VerifiedToken {
        let algorithms = client.requests.objectAlgorithm.map { [$0] } ?? Self.algorithms.filter(client.profile.admits)
        // Under that profile others may stand beside this provider. FAPI 2.0 Message Signing §5.3.1.
        let expectations = JWT.Expectations(
            issuer: client.id.value, audience: [issuer], exactAudience: client.profile != .fapi2, algorithms: Set(algorithms), now: now,
            maximumLifetime: Self.longestLife, required: ["iss", "aud", "exp"])
        do { return try await clientKeys.verify(text, from: client, expectations) } catch {
            throw error == .issuerMismatch ? .requestObjectForeign : .requestObjectInvalid
        }
    }

    private func checkLife(_ claims: JSON.Object) throws(Rejection) {
        guard let start = claims["nbf"]?.instant, let end = claims["exp"]?.instant, start >= now - Self.longestLifeOfFAPI,
            end <= start + Self.longestLifeOfFAPI
        else { throw .requestObjectInvalid }
    }

    /// The explicit type of RFC 9101 §10.8, or none in particular, as OpenID Connect clients send it.
    private static func isRequest(_ header: JSON.Object) -> Bool {
        guard let type = header["typ"] else { return true }
        guard let name = type.string?.lowercased() else { return false }
        return types.contains(name.hasPrefix("application/") ? String(name.dropFirst(12)) : name)
    }

    /// Each claim as the parameter that it stands for: what is not text there is JSON in the parameter. RFC 9101 §4.
    private static func parameters(_ claims: JSON.Object) throws(Rejection) -> Parameters {
        var fields: [(String, String)] = []
        for claim in claims.members where !tokenClaims.contains(claim.name) {
            switch claim.value {
            case .null: continue
            case .string(let text): fields.append((claim.name, text))
            case .array where Parameters.isRepeatable(claim.name):
                guard let values = claim.value.strings else { throw .requestObjectInvalid }
                fields += values.map { (claim.name, $0) }
            default: fields.append((claim.name, claim.value.text))
            }
        }
        return Parameters(Form(fields))
    }
}
