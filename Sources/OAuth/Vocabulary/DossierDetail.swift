internal import Primitives

/// What a client may do with a person's administrative dossiers: the authorization detail of type `dossier`. RFC 9396 §2.2.
package struct DossierDetail: Sendable, Equatable {
    static let type = "dossier"

    package enum Action: String, Sendable, CaseIterable { case read, submit, supplement, withdraw }

    package let actions: [Action]
    /// The dossier's number, such as `H26.17-260101-0001`; nil for every dossier of the person.
    package let identifier: String?
    /// The interfaces at which it is to be used, as absolute URIs.
    package let locations: [String]

    private static let members: Set<String> = ["type", "actions", "identifier", "locations"]
    private static let maximumLocations = 8
    private static let maximumIdentifier = 64

    /// - Throws: `Rejection.authorizationDetailsMalformed`, also for a member that the type does not have. RFC 9396 §5.
    init(parsing object: JSON.Object) throws(Rejection) {
        guard object.names.allSatisfy(Self.members.contains), let names = object["actions"]?.strings, !names.isEmpty else {
            throw .authorizationDetailsMalformed
        }
        let actions = names.compactMap(Action.init(rawValue:))
        guard actions.count == names.count, Set(actions).count == actions.count else { throw .authorizationDetailsMalformed }
        self.actions = actions
        identifier = try Self.identifier(object["identifier"])
        locations = try Self.locations(object["locations"])
    }

    private static func identifier(_ json: JSON?) throws(Rejection) -> String? {
        guard let json else { return nil }
        guard let text = json.string, (1...maximumIdentifier).contains(text.utf8.count), text.utf8.allSatisfy(isIdentifying) else {
            throw .authorizationDetailsMalformed
        }
        return text
    }

    private static func isIdentifying(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    private static func locations(_ json: JSON?) throws(Rejection) -> [String] {
        guard let json else { return [] }
        guard let list = json.strings, (1...maximumLocations).contains(list.count), list.allSatisfy(ResourceIndicator.isWellFormed) else {
            throw .authorizationDetailsMalformed
        }
        return list
    }

    var json: JSON.Object {
        var json: JSON.Object = ["type": .string(Self.type), "actions": JSON(actions.map(\.rawValue))]
        if let identifier { json["identifier"] = .string(identifier) }
        if !locations.isEmpty { json["locations"] = JSON(locations) }
        return json
    }
}
