package import Primitives
internal import TokenCrypto

/// The seed of an account's time codes. At rest it is sealed with a key that the database does not hold, bound to the account,
/// so that a stolen or swapped row is of no use.
package struct OneTimeSeed: Sendable {
    package let bytes: Secret

    /// From base32 (RFC 4648 §6) as apps show it: any case, spaces and padding allowed; 80 to 512 bits.
    package init?(base32 text: String) {
        guard text.utf8.count <= 256, let bytes = Self.decode(text.utf8.filter { $0 != UInt8(ascii: " ") }), 10...64 ~= bytes.count
        else { return nil }
        self.bytes = Secret(bytes)
    }

    /// - Throws: `AuthenticatedEncryption.AuthenticationFailure` when it was sealed with another key or for another account.
    init(sealed: [UInt8], for account: ID<Account>, key: [UInt8]) throws {
        bytes = Secret(try AuthenticatedEncryption.open(sealed, key: key, context: Self.context(account)))
    }

    package func sealed(for account: ID<Account>, key: [UInt8], world: World) throws -> [UInt8] {
        try AuthenticatedEncryption.seal(bytes.exposed, key: key, context: Self.context(account), nonce: world.random(12))
    }

    private static func context(_ account: ID<Account>) -> [UInt8] { Array("time-code-seed:\(account)".utf8) }

    private static func decode(_ text: [UInt8]) -> [UInt8]? {
        let digits = text.prefix { $0 != UInt8(ascii: "=") }
        guard text.dropFirst(digits.count).allSatisfy({ $0 == UInt8(ascii: "=") }), text.count - digits.count <= 6 else { return nil }
        var output: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for digit in digits {
            guard let value = value(digit) else { return nil }
            buffer = buffer << 5 | value
            bits += 5
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
                buffer &= (1 << UInt32(bits)) - 1
            }
        }
        return bits < 5 && buffer == 0 ? output : nil
    }

    private static func value(_ digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a"))
        case UInt8(ascii: "2")...UInt8(ascii: "7"): UInt32(digit - UInt8(ascii: "2")) + 26
        default: nil
        }
    }
}
