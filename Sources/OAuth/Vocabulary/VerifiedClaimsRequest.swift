internal import Primitives

/// One set of claims that a client wants vouched for, and how. OpenID Connect for Identity Assurance 1.0, on requesting verified claims.
package struct VerifiedClaimsRequest: Sendable, Equatable {
    /// What is asked about the verification, `trust_framework` among it.
    package var verification: [ClaimsRequest.Entry]
    /// The claims, as those of OpenID Connect Core 1.0 §5.5 are asked for.
    package var claims: [ClaimsRequest.Entry]
    /// Whether the verification must meet something that is not kept here, such as its age or its evidence.
    package var isUnanswerable: Bool

    /// Reads one set, or an array of them.
    /// - Throws: `Rejection.claimsMalformed`, also for a set that asks for no claim at all.
    static func read(_ json: JSON?) throws(Rejection) -> [VerifiedClaimsRequest] {
        guard let json, json != .null else { return [] }
        let sets = json.array ?? [json]
        guard !sets.isEmpty, sets.count <= maximumSets else { throw .claimsMalformed }
        var requests: [VerifiedClaimsRequest] = []
        for set in sets { requests.append(try VerifiedClaimsRequest(parsing: set)) }
        return requests
    }

    private static let maximumSets = 8
    /// What is known here of a verification.
    static let answerable: Set<String> = ["trust_framework", "assurance_level"]

    private init(parsing json: JSON) throws(Rejection) {
        guard let asked = json["verification"]?.object, let claims = json["claims"]?.object, !claims.isEmpty else { throw .claimsMalformed }
        var known = JSON.Object()
        for member in asked.members where Self.answerable.contains(member.name) { known.append(member.name, member.value) }
        verification = try ClaimsRequest.entries(.object(known))
        self.claims = try ClaimsRequest.entries(.object(claims))
        // A wish for more is passed over; a condition on what is not known cannot be met.
        isUnanswerable = asked.members.contains { !Self.answerable.contains($0.name) && $0.value != .null && $0.value != .object([:]) }
    }

    var json: JSON {
        var verification = ClaimsRequest.json(self.verification)
        // One condition that cannot be met stands for all that were there.
        if isUnanswerable { verification["evidence"] = [[:]] }
        return ["verification": .object(verification), "claims": .object(ClaimsRequest.json(claims))]
    }

    /// The same without what none of these scopes would give; nil when nothing is left.
    func limited(to names: Set<String>) -> VerifiedClaimsRequest? {
        var limited = self
        limited.claims = claims.filter { names.contains($0.name) }
        return limited.claims.isEmpty ? nil : limited
    }
}
