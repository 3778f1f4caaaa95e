package import Primitives
internal import TokenCrypto

/// Few wrong codes of devices: a guesser would otherwise find the pending request of somebody else. RFC 8628 §5.1.
package struct UserCodeThrottle: Sendable {
    /// In seconds.
    static let window: Int64 = 600
    static let perAccount: Int64 = 5
    /// An office shares one address.
    static let perAddress: Int64 = 50

    private let throttles: any ThrottleStore
    private let key: [UInt8]
    private let world: World

    /// - Parameter key: keeps addresses out of the database.
    package init(throttles: any ThrottleStore, key: [UInt8], world: World) {
        self.throttles = throttles
        self.key = key
        self.world = world
    }

    /// Counts a try before its code is looked at; false when there were too many.
    package func admits(_ account: ID<Account>, from address: String) async throws -> Bool {
        let now = world.now()
        return try await throttles.change(keys(account, address)) { states in
            let counts = states.map { $0.map { now.seconds(since: $0.time) < Self.window ? $0.count : 0 } ?? 0 }
            guard counts[0] < Self.perAccount, counts[1] < Self.perAddress else { return false }
            for index in states.indices { states[index] = Self.counted(states[index], counts[index], now) }
            return true
        }
    }

    /// Uncounts a try whose code was right.
    package func giveBack(_ account: ID<Account>, from address: String) async throws {
        try await throttles.change(keys(account, address)) { states in
            for index in states.indices where (states[index]?.count ?? 0) > 0 { states[index]?.count -= 1 }
        }
    }

    private static func counted(_ state: ThrottleState?, _ count: Int64, _ now: Instant) -> ThrottleState {
        let begin = count == 0 ? now : state?.time ?? now
        return ThrottleState(count: count + 1, time: begin, expiry: begin + window)
    }

    private func keys(_ account: ID<Account>, _ address: String) -> [ThrottleKey] {
        let block = Array("address:\(NetworkBlock(of: address).text)".utf8)
        return [
            ThrottleKey(text: "device-code:account:\(account)", account: account),
            ThrottleKey(text: "device-code:address:" + Base64URL.encode(HMAC.sha256(key: key, block))),
        ]
    }
}
