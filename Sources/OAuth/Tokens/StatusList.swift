package import Primitives
internal import TokenCrypto

/// The states of many tokens as one row of bits: set where a token no longer counts. Token Status List, draft-ietf-oauth-status-list §4.
package enum StatusList {
    /// Bits of one list: 8 KiB at most, which a portal fetches once a minute.
    package static let capacity: Int64 = 65_536

    /// The bits of a list, the lowest of each byte first. §4.1
    static func bytes(withdrawn: [Int]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(capacity) / 8)
        for index in withdrawn { bytes[index / 8] |= 1 << UInt8(index % 8) }
        return bytes
    }

    /// Where the token that came as number `position` stands: an order that nobody can predict, so that neighbours tell nothing about who got
    /// a token before or after. A Feistel network over sixteen bits, which gives each position its own place.
    static func index(of position: Int64, in list: ID<StatusList>, key: [UInt8]) -> Int {
        var (left, right) = (UInt8(truncatingIfNeeded: position >> 8), UInt8(truncatingIfNeeded: position))
        for round in UInt8(0)..<8 {
            let mask = HMAC.sha256(key: key, Array(list.value.utf8) + [0, round, right])[0]
            (left, right) = (right, left ^ mask)
        }
        return Int(left) << 8 | Int(right)
    }
}

/// Where a token's state is written: the `status` claim of the token. §6.1
package struct StatusPlace: Sendable, Equatable {
    package var list: ID<StatusList>
    package var index: Int

    package init(list: ID<StatusList>, index: Int) {
        self.list = list
        self.index = index
    }
}
