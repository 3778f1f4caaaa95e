package import Primitives
internal import TokenCrypto

/// The counters that an attempt is held against: one for the person whose secret is tried, by device, and one for the address.
///
/// Strangers share one counter per person, each known device has its own: a guesser exhausts the strangers' counter and
/// the owner's devices go on signing in.
package struct ThrottleCounters: Sendable, Equatable {
    package let person: ThrottleKey
    /// Nil for a known device.
    package let address: ThrottleKey?

    package var keys: [ThrottleKey] { [person] + (address.map { [$0] } ?? []) }

    /// What a right secret does to them.
    package var success: ThrottleSuccess { ThrottleSuccess(cleared: [person], returned: address.map { [$0] } ?? []) }

    /// - Parameters:
    ///   - device: hash of the device's secret when the device is known to this account.
    ///   - key: keeps identifiers and addresses out of the database.
    package init(account: ID<Account>, device: [UInt8]?, address: String, key: [UInt8]) {
        let place = device.map { "device:" + Base64URL.encode($0) } ?? "strangers"
        person = ThrottleKey(text: "account:\(account):\(place)", account: account)
        self.address = device == nil ? Self.address(address, key: key) : nil
    }

    /// For codes, whose guesser has the password already, and with it any number of devices that the account knows: only a device that
    /// has proven a code before has a counter of its own, which no guesser can exhaust.
    package init(codesOf account: ID<Account>, device: [UInt8]?, address: String, key: [UInt8]) {
        let place = device.map { "device:" + Base64URL.encode($0) } ?? "strangers"
        person = ThrottleKey(text: "account:\(account):code:\(place)", account: account)
        self.address = device == nil ? Self.address(address, key: key) : nil
    }

    /// For a name that no account has: counted in the same way, so that an attempt does not tell whether there is one.
    package init(stranger typed: String, address: String, key: [UInt8]) {
        let candidates = SignInIdentifier.candidates(typed)
        let name = candidates.isEmpty ? typed.lowercased().canonicallyComposed : candidates.map(\.key).joined(separator: " ")
        person = ThrottleKey(text: "stranger:" + Base64URL.encode(HMAC.sha256(key: key, Array("stranger:\(name)".utf8))))
        self.address = Self.address(address, key: key)
    }

    private static func address(_ address: String, key: [UInt8]) -> ThrottleKey {
        let block = NetworkBlock(of: address).text
        return ThrottleKey(text: "address:" + Base64URL.encode(HMAC.sha256(key: key, Array("address:\(block)".utf8))))
    }
}
