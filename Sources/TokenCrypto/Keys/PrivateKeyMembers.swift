import COpenSSL
import Primitives

/// The way of a private key between the library and RFC 7518 §6.
enum PrivateKeyMembers {
    /// The members of a key pair, public ones first; `kid`, `use` and `alg` are the caller's.
    static func members(of key: KeyHandle, type: JWK.KeyType) throws(OpenSSLFailure) -> JSON.Object {
        switch type {
        case .p256, .p384:
            let count = type.coordinateByteCount
            return [
                "kty": "EC", "crv": .string(type.rawValue), "x": encoded(try key.integer(OSSL_PKEY_PARAM_EC_PUB_X, count: count)),
                "y": encoded(try key.integer(OSSL_PKEY_PARAM_EC_PUB_Y, count: count)),
                "d": encoded(try key.integer(OSSL_PKEY_PARAM_PRIV_KEY, count: count)),
            ]
        case .ed25519:
            return ["kty": "OKP", "crv": "Ed25519", "x": encoded(try key.edwardsPublicKey()), "d": encoded(try key.edwardsSeed())]
        case .rsa:
            var members: JSON.Object = ["kty": "RSA"]
            for member in RSAMember.allCases { members.append(member.rawValue, encoded(try key.integer(member.parameter))) }
            return members
        }
    }

    /// The key pair that the members describe; that they belong together shows when it signs.
    static func key(_ members: JWKMembers, type: JWK.KeyType) throws(JWKError) -> KeyHandle {
        switch type {
        case .p256, .p384:
            let count = type == .p256 ? 32 : 48
            let (x, y) = (try members.octets("x", count: count), try members.octets("y", count: count))
            return try KeyHandle(curve: type.rawValue, x: x, y: y, scalar: try members.octets("d", count: count))
        case .ed25519:
            return try KeyHandle(ed25519Seed: try members.octets("d", count: 32))
        case .rsa:
            var values: [RSAMember: [UInt8]] = [:]
            for member in RSAMember.allCases { values[member] = try members.integer(member.rawValue) }
            return try KeyHandle(rsa: values)
        }
    }

    private static func encoded(_ bytes: [UInt8]) -> JSON { .string(Base64URL.encode(bytes)) }
}
