internal import Primitives
internal import TokenCrypto

/// Client metadata that an agency vouches for with its signature. RFC 7591 §2.3.
///
/// Vouching gives nothing that the registrant may not have anyway: what a statement says is read by the same rules.
struct SoftwareStatement: Sendable {
    static let member = "software_statement"
    static let maximumBytes = 16_384

    /// What the statement says of the client.
    let claims: JSON.Object

    /// Claims about the statement itself.
    private static let ownClaims: Set<String> = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", member]

    /// - Parameter agency: of the registrant, whose own agency alone vouches for it; nil for a registrant of none.
    /// - Throws: `Rejection.softwareStatementInvalid`, `.softwareStatementUnapproved`, `.storageUnavailable`
    init(_ text: String, agencies: any AgencyStore, registrant agency: ID<Agency>?, at now: Instant) async throws(Rejection) {
        // Only to find the signer's registered keys: the signature is checked with them, and `iss` again by that.
        guard let parsed = try? JWS.Parsed(parsing: text, maximumBytes: Self.maximumBytes),
            let signer = (try? JSON(parsing: parsed.payload))?["iss"]?.string
        else { throw .softwareStatementInvalid }
        guard agency == nil || agency == ID(signer), let record = try await found({ try await agencies.find(ID(signer)) }),
            let keys = record.statementKeys, !keys.keys.isEmpty
        else { throw .softwareStatementUnapproved }
        let expectations = JWT.Expectations(
            issuer: signer, algorithms: Set(SignatureAlgorithm.allCases), now: now, required: ["iss"], requiresExpiry: false,
            maximumBytes: Self.maximumBytes)
        guard let token = try? JWT.verify(text, keys: keys, expectations) else { throw .softwareStatementInvalid }
        claims = token.claims.members.reduce(into: JSON.Object()) { kept, claim in
            if !Self.ownClaims.contains(claim.name) { kept.append(claim.name, claim.value) }
        }
    }
}
