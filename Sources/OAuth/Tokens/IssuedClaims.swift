internal import Primitives
internal import TokenCrypto

/// What an access token says, once the store recognised it by its hash. Nobody else can have made it, so the signature of one that carries
/// its claims is not checked again, which would take three times as long as making it.
struct IssuedClaims {
    let claims: JSON.Object

    /// - Parameter text: the token as it was presented.
    init(of token: IssuedToken, text: String) {
        claims = token.content ?? Self.carried(by: text)
    }

    /// What the token itself may do: a refresh may have asked for less than was granted.
    var scopes: [String] { (claims["scope"]?.string ?? "").split(at: " ") }

    /// Where the token may be used. RFC 9068 §3.
    var audience: [String] { claims["aud"]?.strings ?? claims["aud"]?.string.map { [$0] } ?? [] }

    private static func carried(by text: String) -> JSON.Object {
        let payload = text.utf8.drop { $0 != UInt8(ascii: ".") }.dropFirst().prefix { $0 != UInt8(ascii: ".") }
        guard let bytes = Base64URL.decode(Array(payload)), let claims = try? JSON(parsing: bytes).object else { return [:] }
        return claims
    }
}
