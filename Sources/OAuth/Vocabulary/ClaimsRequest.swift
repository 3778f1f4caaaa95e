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
    }

    private static let maximumEntries = 64

    private static func entries(_ json: JSON?) throws(Rejection) -> [Entry] {
        guard let json, json != .null else { return [] }
        guard let object = json.object, object.members.count <= maximumEntries else { throw .claimsMalformed }
        var entries: [Entry] = []
        for member in object.members { entries.append(try entry(member.name, member.value)) }
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

    /// The same request as JSON; `parsing` restores it.
    package var json: JSON.Object {
        ["userinfo": .object(Self.json(userInfo)), "id_token": .object(Self.json(idToken))]
    }

    private static func json(_ entries: [Entry]) -> JSON.Object {
        var object = JSON.Object()
        for entry in entries {
            var member: JSON.Object = ["essential": .bool(entry.essential)]
            if !entry.values.isEmpty { member["values"] = .array(entry.values) }
            object.append(entry.name, .object(member))
        }
        return object
    }
}
