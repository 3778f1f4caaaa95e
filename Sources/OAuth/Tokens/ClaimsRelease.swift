internal import Primitives

/// The claims about a person that one answer to a client holds: as they are, and vouched for.
struct ClaimsRelease {
    private let names: [String]
    private let verified: [VerifiedClaimsRequest]

    init(names: [String], verified: [VerifiedClaimsRequest]) {
        self.names = names
        self.verified = verified
    }

    var isEmpty: Bool { names.isEmpty && verified.isEmpty }

    /// What leaves the house, for the audit log: a claim that is vouched for is named so.
    var audited: [String] { names + verified.flatMap { $0.claims.map { "verified_claims.\($0.name)" } } }

    /// What must be read of the account.
    var needed: [String] {
        guard !verified.isEmpty else { return names }
        var needed = names
        for name in verified.flatMap({ $0.claims.map(\.name) }) + [VerifiedClaims.levelClaim] where !needed.contains(name) {
            needed.append(name)
        }
        return needed
    }

    /// - Parameter values: what was read of `needed`.
    func claims(from values: JSON.Object) -> JSON.Object {
        var claims = JSON.Object()
        for member in values.members where names.contains(member.name) { claims.append(member.name, member.value) }
        claims["verified_claims"] = VerifiedClaims.answer(verified, from: values)
        return claims
    }
}
