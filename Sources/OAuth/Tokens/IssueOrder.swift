internal import Primitives
internal import Synchronization
internal import TokenCrypto

/// Marks what is issued with the order in which it was, so that a database keeps together what was made together.
///
/// Keys that are random alone touch another page of an index for every row; a commit then writes, and a checkpoint copies, four
/// times as many pages. The mark says nothing that a token's `iat` does not.
package final class IssueOrder: Sendable {
    /// Bytes of a mark: eight characters of Base64URL.
    static let byteCount = 6

    private let count = Atomic<UInt16>(0)

    package init() {}

    /// Four bytes of seconds, two of a count.
    func mark(at now: Instant) -> [UInt8] {
        let seconds = UInt32(truncatingIfNeeded: now.secondsSinceEpoch)
        let count = count.wrappingAdd(1, ordering: .relaxed).newValue
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: seconds >> $0) } + [UInt8(count >> 8), UInt8(truncatingIfNeeded: count)]
    }
}

/// Under what a token or code is stored: the mark that it begins with, then its SHA-256 up to 32 bytes together. Who reads the
/// database learns from it when the token was issued, and nothing to use it with.
package enum StoredKey {
    private static let byteCount = 32

    package static func of(_ text: String) -> [UInt8] {
        let hash = Digest.sha256(Array(text.utf8))
        return Array((mark(of: text) + hash).prefix(byteCount))
    }

    /// Nothing but a place in an index: any six bytes will do for a text that has none.
    private static func mark(of text: String) -> [UInt8] {
        let none = [UInt8](repeating: 0, count: IssueOrder.byteCount)
        let payload = text.utf8.drop { $0 != UInt8(ascii: ".") }.dropFirst()
        guard !payload.isEmpty else { return decoded(text.utf8.prefix(8)) ?? none }
        // An access token's payload begins with its `jti`; the first 24 characters hold that name and the mark.
        guard let beginning = Base64URL.decode(Array(payload.prefix(24))), beginning.starts(with: #"{"jti":""#.utf8) else { return none }
        return decoded(beginning.dropFirst(8).prefix(8)) ?? none
    }

    private static func decoded(_ characters: some Sequence<UInt8>) -> [UInt8]? {
        Base64URL.decode(Array(characters)).flatMap { $0.count == IssueOrder.byteCount ? $0 : nil }
    }
}

extension ProviderContext {
    /// A value that opens something: 256 random bits behind a mark, 51 characters of Base64URL.
    func newToken() -> String { Base64URL.encode(order.mark(at: world.now()) + world.random(32)) }

    /// A name for something: 128 random bits behind a mark.
    func newIdentifier() -> String { Base64URL.encode(order.mark(at: world.now()) + world.random(16)) }
}
