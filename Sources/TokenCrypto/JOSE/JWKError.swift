/// Why a JSON value is not accepted as a key or a set of keys.
package enum JWKError: Error, Sendable, Hashable, CustomStringConvertible {
    case algorithmMismatch
    case algorithmMissing
    case curveUnsupported
    case exponentUnacceptable
    case keyPairInconsistent
    case keyTypeUnsupported
    case memberMalformed(String)
    case memberMissing(String)
    case modulusTooLong
    case modulusTooShort
    case modulusWeak
    case notAKeySet
    case notAnObject
    case pointNotOnCurve
    case privateMemberPresent
    case symmetricKey
    case tooManyKeys

    package var description: String {
        switch self {
        case .algorithmMismatch: "`alg` does not fit the key's type"
        case .algorithmMissing: "`alg` is missing"
        case .curveUnsupported: "`crv` is not one of P-256, P-384, Ed25519"
        case .exponentUnacceptable: "`e` is even, below 65537 or above 64 bits"
        case .keyPairInconsistent: "the private members do not belong to the public ones"
        case .keyTypeUnsupported: "`kty` is not one of EC, OKP, RSA"
        case .memberMalformed(let name): "`\(name)` is not of the form that RFC 7518 §6 demands"
        case .memberMissing(let name): "`\(name)` is missing"
        case .modulusTooLong: "`n` has more than 8192 bits"
        case .modulusTooShort: "`n` has fewer than 2048 bits"
        case .modulusWeak: "`n` was made by a generator whose keys can be broken (CVE-2017-15361)"
        case .notAKeySet: "the value has no array `keys`"
        case .notAnObject: "a key is not a JSON object"
        case .pointNotOnCurve: "the public point is not on the curve, or is of small order"
        case .privateMemberPresent: "the key contains private members where only a public key belongs"
        case .symmetricKey: "a symmetric key is not accepted"
        case .tooManyKeys: "the set has too many keys"
        }
    }
}
