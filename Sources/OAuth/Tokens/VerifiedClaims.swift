internal import Primitives

/// What was proofed about a person, with what vouches for it. OpenID Identity Assurance Schema Definition 1.0.
package enum VerifiedClaims {
    /// Electronic identification under Decree 69/2024: the identity was compared with the national databases.
    package static let trustFramework = "vn_eid"

    /// The claims that the proofing covers. Contacts and addresses are the person's own word.
    package static let covered = ["name", "birthdate", "gender", "personal_number", "organization"]

    /// The scope that shows a legal basis for knowing who somebody is by law.
    static let scope = Scope.identity

    /// What must be known of an account before it can be vouched for.
    static let levelClaim = "ial"

    /// Discovery members. OpenID Connect for Identity Assurance 1.0, on the provider's metadata.
    static let metadata: JSON.Object = [
        "verified_claims_supported": true, "trust_frameworks_supported": [.string(trustFramework)],
        "claims_in_verified_claims_supported": JSON(covered),
    ]

    /// `verified_claims` for one or several sets that were asked for; nil when no set can be answered as it was asked for.
    /// - Parameter values: the claims of an account, `ial` among them.
    static func answer(_ requests: [VerifiedClaimsRequest], from values: JSON.Object) -> JSON? {
        guard let level = values[levelClaim]?.integer, level > 0 else { return nil }
        // The decree numbers its levels 01 and 02.
        let verification: JSON.Object = ["trust_framework": .string(trustFramework), "assurance_level": .string("0\(level)")]
        let sets = requests.compactMap { answer($0, verification: verification, from: values) }
        return sets.count > 1 ? .array(sets) : sets.first
    }

    /// A condition on the verification that is not met leaves out the whole set; one on a claim leaves out that claim.
    private static func answer(_ request: VerifiedClaimsRequest, verification: JSON.Object, from values: JSON.Object) -> JSON? {
        guard !request.isUnanswerable, request.verification.allSatisfy({ $0.admits(verification[$0.name]) }) else { return nil }
        var claims = JSON.Object()
        for entry in request.claims where covered.contains(entry.name) && claims[entry.name] == nil {
            if let value = values[entry.name], entry.admits(value) { claims.append(entry.name, value) }
        }
        guard !claims.isEmpty else { return nil }
        let asked = Set(request.verification.map(\.name)).union(["trust_framework"])
        var shown = JSON.Object()
        for member in verification.members where asked.contains(member.name) { shown.append(member.name, member.value) }
        return ["verification": .object(shown), "claims": .object(claims)]
    }
}

extension ClaimsRequest.Entry {
    /// Whether a value is one of those that were named, if any were.
    fileprivate func admits(_ value: JSON?) -> Bool {
        guard let value else { return false }
        return values.isEmpty || values.contains(value)
    }
}
