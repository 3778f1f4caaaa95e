package import HTTP
internal import HTTPTypes
internal import Primitives
package import TokenCrypto

/// Checks proofs that a request's sender holds a private key. RFC 9449 §4.3.
package struct DPoP: Sendable {
    /// `dpop_signing_alg_values_supported`; keys of proofs are new, so none needs RS256. FAPI 2.0 Security Profile §5.4.1.
    package static let algorithms = SignatureAlgorithm.allCases.filter { $0 != .rs256 }
    /// How far `iat` may be from the present, in seconds; a proof is stored as used for as long.
    static let freshness: Int64 = 60
    /// The same when a nonce shows that the proof is fresh: it then only bounds how long its `jti` is kept.
    static let freshnessWithNonce: Int64 = 600
    static let maximumBytes = 8192

    private let provider: ProviderContext
    private let replays: any ReplayStore
    private let nonces: DPoPNonce

    package init(provider: ProviderContext, replays: any ReplayStore, nonces: DPoPNonce) {
        self.provider = provider
        self.replays = replays
        self.nonces = nonces
    }

    /// What one request has to prove.
    package struct Demand: Sendable {
        /// Of the endpoint, below the issuer.
        package var path: String
        /// The access token that comes along, at a resource.
        package var token: String?
        /// The key that the token is bound to.
        package var key: String?
        package var nonceDemanded: Bool

        package init(path: String, token: String? = nil, key: String? = nil, nonceDemanded: Bool = false) {
            self.path = path
            self.token = token
            self.key = key
            self.nonceDemanded = nonceDemanded
        }
    }

    static func isPresent(in request: Request) -> Bool { request.headers[.dpop] != nil }

    func currentNonce() -> String { nonces.current(at: provider.world.now()) }

    /// The thumbprint of the key that the sender proved to hold; the proof is spent by that.
    ///
    /// The order of the checks is that of §4.3, but for the signature: it costs most and comes last.
    package func prove(_ request: Request, _ demand: Demand) async throws(Rejection) -> String {
        let proof = try Proof(request)
        guard request.method.rawValue.utf8.elementsEqual(proof.method.utf8), isAddressed(proof, to: demand.path) else {
            throw .dpopProofMisdirected
        }
        let now = provider.world.now()
        let freshness = try freshness(of: proof, demand, at: now)
        guard proof.issued.seconds(since: now).magnitude <= freshness else { throw .dpopProofStale }
        try check(proof, fits: demand)
        let thumbprint = try proof.verifiedThumbprint()
        if let key = demand.key, key != thumbprint { throw .dpopKeyMismatch }
        let used = Digest.sha256(Array("dpop\0\(thumbprint)\0\(proof.identifier)".utf8))
        let end = max(now, proof.issued) + 2 * freshness
        guard try await found({ try await replays.consume(used, until: end) }) == .first else { throw .dpopProofReplayed }
        return thumbprint
    }

    private func isAddressed(_ proof: Proof, to path: String) -> Bool {
        guard let target = TargetURI(normalizing: proof.target) else { return false }
        return provider.urls(path).contains { TargetURI(normalizing: $0) == target }
    }

    private func freshness(of proof: Proof, _ demand: Demand, at now: Instant) throws(Rejection) -> Int64 {
        guard let nonce = proof.nonce else {
            guard !demand.nonceDemanded else { throw .dpopNonceMissing }
            return Self.freshness
        }
        guard nonces.accepts(nonce, at: now) else { throw .dpopNonceUnknown }
        return Self.freshnessWithNonce
    }

    /// A proof for one token does not serve another. §7.1
    private func check(_ proof: Proof, fits demand: Demand) throws(Rejection) {
        guard let token = demand.token else { return }
        let expected = Base64URL.encode(Digest.sha256(Array(token.utf8)))
        guard let hash = proof.tokenHash, hash.utf8.elementsEqual(expected.utf8) else { throw .dpopTokenMismatch }
    }
}

extension DPoP {
    /// A proof taken apart; nothing in it is believed before `verifiedThumbprint`.
    struct Proof {
        let identifier: String
        let method: String
        let target: String
        let issued: Instant
        let nonce: String?
        let tokenHash: String?
        private let parsed: JWS.Parsed
        private let algorithm: SignatureAlgorithm

        init(_ request: Request) throws(Rejection) {
            let fields = request.headers[values: .dpop]
            guard fields.count <= 1 else { throw .dpopProofRepeated }
            guard let text = fields.first else { throw .dpopProofMissing }
            guard let parsed = try? JWS.Parsed(parsing: text, maximumBytes: DPoP.maximumBytes, admittingKey: true),
                let type = parsed.type, type.lowercased() == "dpop+jwt", let algorithm = SignatureAlgorithm(name: parsed.algorithmName),
                DPoP.algorithms.contains(algorithm), let claims = try? JSON(parsing: parsed.payload),
                let identifier = claims["jti"]?.string,
                (1...256).contains(identifier.utf8.count), let method = claims["htm"]?.string, let target = claims["htu"]?.string,
                let issued = claims["iat"]?.instant
            else { throw .dpopProofInvalid }
            self.parsed = parsed
            self.algorithm = algorithm
            self.identifier = identifier
            self.method = method
            self.target = target
            self.issued = issued
            (nonce, tokenHash) = (try Self.text("nonce", in: claims), try Self.text("ath", in: claims))
        }

        private static func text(_ name: String, in claims: JSON) throws(Rejection) -> String? {
            guard let value = claims[name] else { return nil }
            guard let text = value.string else { throw .dpopProofInvalid }
            return text
        }

        /// A private key in the header is refused with the proof: it is no secret any more.
        func verifiedThumbprint() throws(Rejection) -> String {
            guard let header = parsed.header["jwk"], let key = try? JWK(parsing: header),
                (try? parsed.verified(by: key, algorithm: algorithm)) != nil
            else { throw .dpopProofInvalid }
            return key.thumbprint()
        }
    }
}

extension HTTPField.Name {
    /// RFC 9449 §12.8.
    static let dpop = known("DPoP")
    static let dpopNonce = known("DPoP-Nonce")

    private static func known(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no field name") }
        return name
    }
}
