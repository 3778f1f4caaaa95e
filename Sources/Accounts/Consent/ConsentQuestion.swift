/// What the citizen is asked before a client learns about them, by legal basis. The client's `consent` registration member.
package enum ConsentPolicy: String, Sendable, CaseIterable {
    /// Nothing: the release follows from the law, and is in the access history.
    case none
    /// They are told, once.
    case notice
    /// They are asked, and may refuse.
    case explicit
}

/// What a request wants to release.
package struct Release: Sendable, Equatable {
    package var scopes: [String]
    /// Names of single claims asked for beside scopes.
    package var claims: [String]

    package init(scopes: [String], claims: [String] = []) {
        self.scopes = scopes
        self.claims = claims
    }
}

/// The page that a request needs before it may be answered.
package enum ConsentQuestion: Sendable, Equatable {
    case nothing
    case notice
    case explicit

    /// - Parameters:
    ///   - recorded: the newest line of the ledger for this person and client that has not been withdrawn.
    ///   - textVersion: version of the wording that would be shown; consent to other words is not consent to these.
    ///   - isDemanded: the client sent `prompt=consent`. OpenID Connect Core 1.0 §3.1.2.1.
    package init(policy: ConsentPolicy, release: Release, recorded: ConsentRecord?, textVersion: String, isDemanded: Bool = false) {
        let isCovered = recorded.map { $0.covers(release, under: policy, textVersion: textVersion) } ?? false
        self =
            switch policy {
            case .none: isDemanded ? .notice : .nothing
            case .notice: isCovered && !isDemanded ? .nothing : .notice
            case .explicit: isCovered && !isDemanded ? .nothing : .explicit
            }
    }
}

extension ConsentRecord {
    /// Whether this line answers for all of the release. Having been told is not having agreed; having agreed is having been told.
    package func covers(_ release: Release, under policy: ConsentPolicy, textVersion: String) -> Bool {
        guard withdrawn == nil, basis == .explicit || policy != .explicit, Self.same(self.textVersion, textVersion) else { return false }
        return release.scopes.allSatisfy { scope in scopes.contains { Self.same($0, scope) } }
            && release.claims.allSatisfy { claim in claims.contains { Self.same($0, claim) } }
    }

    private static func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }
}
