package import Primitives
internal import TokenCrypto

/// The value of a session or device cookie: 256 random bits that only the browser holds. The provider keeps their hash.
///
/// No salt and no slow hash: what has 256 bits of entropy cannot be guessed from its SHA-256.
package struct BrowserSecret: Sendable {
    private let bytes: Secret

    package init(from world: World) { bytes = Secret(world.random(32)) }

    /// A cookie's value as the browser sent it; nil when this provider cannot have set it.
    package init?(cookie: String) {
        guard cookie.utf8.count == 43, let bytes = Base64URL.decode(cookie) else { return nil }
        self.bytes = Secret(bytes)
    }

    init?(cookie: Secret) { self.init(cookie: String(decoding: cookie.exposed, as: UTF8.self)) }

    /// The value to set in the cookie.
    package var cookieValue: String { Base64URL.encode(bytes.exposed) }

    package var hash: [UInt8] { Digest.sha256(bytes.exposed) }
}
