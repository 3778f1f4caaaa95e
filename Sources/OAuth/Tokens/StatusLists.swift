internal import Primitives
internal import TokenCrypto

/// Gives tokens a place in a status list, and writes the lists.
package struct StatusLists: Sendable {
    /// Seconds for which a portal may go by the list that it has.
    static let timeToLive: Int64 = 50

    private let store: any StatusListStore
    private let key: [UInt8]

    /// - Parameter key: of the instance; whoever knows it can tell in which order tokens were issued.
    package init(store: any StatusListStore, key: [UInt8]) {
        self.store = store
        self.key = key
    }

    func place(until expires: Instant, in world: World) async throws -> StatusPlace {
        let new = ID<StatusList>(Base64URL.encode(world.random(12)))
        let (list, position) = try await store.allot(orIn: new, until: expires, at: world.now())
        return StatusPlace(list: list, index: StatusList.index(of: position, in: list, key: key))
    }

    /// The claims of a list as it is now; nil when there is none of that name. §5.1
    func claims(of list: ID<StatusList>, issuer: String, at now: Instant) async throws -> JSON.Object? {
        guard let withdrawn = try await store.withdrawn(in: list, at: now) else { return nil }
        let text = Base64URL.encode(Deflate.zlib(StatusList.bytes(withdrawn: withdrawn)))
        return [
            "iss": .string(issuer), "sub": .string(Self.address(of: list, issuer: issuer)), "iat": JSON(now), "exp": JSON(now + 600),
            "ttl": .integer(Self.timeToLive), "status_list": ["bits": 1, "lst": .string(text)],
        ]
    }

    static let path = "/status-lists/"

    static func address(of list: ID<StatusList>, issuer: String) -> String { issuer + path + list.value }
}

extension StatusPlace {
    /// The `status` claim.
    func claim(issuer: String) -> JSON {
        ["status_list": ["idx": .integer(Int64(index)), "uri": .string(StatusLists.address(of: list, issuer: issuer))]]
    }
}
