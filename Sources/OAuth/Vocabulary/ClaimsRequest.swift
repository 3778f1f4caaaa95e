package import Primitives

/// The `claims` parameter: single claims asked for, and how badly. OpenID Connect Core 1.0 §5.5.
package struct ClaimsRequest: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package var name: String
        package var essential: Bool
        /// The acceptable values; empty when any will do.
        package var values: [JSON]

        package init(name: String, essential: Bool, values: [JSON]) {
            self.name = name
            self.essential = essential
            self.values = values
        }
    }

    package var userInfo: [Entry]
    package var idToken: [Entry]

    /// Sets of claims that are to be vouched for.
    package var verifiedUserInfo: [VerifiedClaimsRequest] = []
    package var verifiedIDToken: [VerifiedClaimsRequest] = []

    package init(userInfo: [Entry] = [], idToken: [Entry] = []) {
        self.userInfo = userInfo
        self.idToken = idToken
    }

    /// Members other than `userinfo` and `id_token` are ignored, as the standard says.
    /// - Throws: `Rejection.claimsMalformed`
    package init(parsing json: JSON) throws(Rejection) {
        guard let object = json.object else { throw .claimsMalformed }
        userInfo = try Self.entries(object["userinfo"])
        idToken = try Self.entries(object["id_token"])
        verifiedUserInfo = try VerifiedClaimsRequest.read(object["userinfo"]?["verified_claims"])
        verifiedIDToken = try VerifiedClaimsRequest.read(object["id_token"]?["verified_claims"])
    }

    private static let maximumEntries = 64

    static func entries(_ json: JSON?) throws(Rejection) -> [Entry] {
        guard let json, json != .null else { return [] }
        guard let object = json.object, object.members.count <= maximumEntries else { throw .claimsMalformed }
        var entries: [Entry] = []
        for member in object.members where member.name != "verified_claims" { entries.append(try entry(member.name, member.value)) }
        return entries
    }

    private static func entry(_ name: String, _ json: JSON) throws(Rejection) -> Entry {
        if json == .null { return Entry(name: name, essential: false, values: []) }
        guard let object = json.object else { throw .claimsMalformed }
        let essential = object["essential"] ?? false
        guard let isEssential = essential.bool else { throw .claimsMalformed }
        switch (object["value"], object["values"]) {
        case (nil, nil): return Entry(name: name, essential: isEssential, values: [])
        case (let value?, nil): return Entry(name: name, essential: isEssential, values: [value])
        case (nil, let values?):
            guard let list = values.array, !list.isEmpty, list.count <= maximumEntries else { throw .claimsMalformed }
            return Entry(name: name, essential: isEssential, values: list)
        case (_?, _?): throw .claimsMalformed
        }
    }

    /// Claims that say something about the sign-in and nothing new about the person: any client may ask for them.
    private static let unscoped: Set<String> = ["sub", "acr", "auth_time"]

    /// The same request without what none of these scopes would give: asking for a claim by its name must not get what the
    /// client may not ask for by a scope.
    package func limited(to scopes: [String]) -> ClaimsRequest {
        guard !isEmpty else { return self }
        let names = Self.unscoped.union(Scope.claims(for: scopes))
        var limited = ClaimsRequest(
            userInfo: userInfo.filter { names.contains($0.name) }, idToken: idToken.filter { names.contains($0.name) })
        guard scopes.contains(VerifiedClaims.scope.rawValue) else { return limited }
        let vouched = names.intersection(VerifiedClaims.covered)
        limited.verifiedUserInfo = verifiedUserInfo.compactMap { $0.limited(to: vouched) }
        limited.verifiedIDToken = verifiedIDToken.compactMap { $0.limited(to: vouched) }
        return limited
    }

    /// Whether nothing is asked for, as by most requests.
    private var isEmpty: Bool { userInfo.isEmpty && idToken.isEmpty && verifiedUserInfo.isEmpty && verifiedIDToken.isEmpty }

    /// The claims that are to be vouched for, by name, wherever they are asked for.
    package var verifiedClaims: [String] { (verifiedUserInfo + verifiedIDToken).flatMap { $0.claims.map(\.name) } }

    /// What UserInfo is asked for beside what the scopes give.
    func userInfoRelease(scopes: [String]) -> ClaimsRelease {
        var names = Scope.claims(for: scopes)
        for name in userInfoClaims where !names.contains(name) { names.append(name) }
        return ClaimsRelease(names: names, verified: verifiedUserInfo)
    }

    /// What the ID token is asked for.
    var idTokenRelease: ClaimsRelease { ClaimsRelease(names: idTokenClaims, verified: verifiedIDToken) }

    /// The names of the claims about the person that UserInfo is asked for.
    package var userInfoClaims: [String] { Self.personal(userInfo) }
    /// The names of the claims about the person that the ID token is asked for.
    package var idTokenClaims: [String] { Self.personal(idToken) }

    private static func personal(_ entries: [Entry]) -> [String] {
        entries.map(\.name).filter { Scope.supportedClaims.contains($0) && $0 != "sub" }
    }

    /// The same request as JSON; `parsing` restores it.
    package var json: JSON.Object {
        var places = (userInfo: Self.json(userInfo), idToken: Self.json(idToken))
        if !verifiedUserInfo.isEmpty { places.userInfo["verified_claims"] = .array(verifiedUserInfo.map(\.json)) }
        if !verifiedIDToken.isEmpty { places.idToken["verified_claims"] = .array(verifiedIDToken.map(\.json)) }
        return ["userinfo": .object(places.userInfo), "id_token": .object(places.idToken)]
    }

    static func json(_ entries: [Entry]) -> JSON.Object {
        var object = JSON.Object()
        for entry in entries {
            var member: JSON.Object = ["essential": .bool(entry.essential)]
            if !entry.values.isEmpty { member["values"] = .array(entry.values) }
            object.append(entry.name, .object(member))
        }
        return object
    }
}
