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
    /// Whether this line answers for all of the release.
    package func covers(_ release: Release, under policy: ConsentPolicy, textVersion: String) -> Bool {
        holds(under: policy, textVersion: textVersion) && release.scopes.allSatisfy { Self.contains(scopes, $0) }
            && release.claims.allSatisfy { Self.contains(claims, $0) }
    }

    /// The release together with what this line still says: the text of the next line, so that a client that asks now for one
    /// thing and now for another does not ask about each every time.
    package func joined(to release: Release, under policy: ConsentPolicy, textVersion: String) -> Release {
        guard holds(under: policy, textVersion: textVersion) else { return release }
        return Release(
            scopes: release.scopes + scopes.filter { !Self.contains(release.scopes, $0) },
            claims: release.claims + claims.filter { !Self.contains(release.claims, $0) })
    }

    /// A line that was withdrawn, or that was shown other words, says nothing any more. Having been told is not having
    /// agreed; having agreed is having been told.
    private func holds(under policy: ConsentPolicy, textVersion: String) -> Bool {
        withdrawn == nil && (basis == .explicit || policy != .explicit) && textVersion.utf8.elementsEqual(self.textVersion.utf8)
    }

    private static func contains(_ names: [String], _ name: String) -> Bool { names.contains { $0.utf8.elementsEqual(name.utf8) } }
}
