/// How a signature is made from a digest and a key, with every parameter.
package enum SignatureScheme: Sendable, Equatable {
    /// RFC 8017 §8.2.
    case rsaPKCS1(DigestAlgorithm)
    /// RFC 8017 §8.1.
    case rsaPSS(DigestAlgorithm, mask: DigestAlgorithm, saltByteCount: Int)
    case ecdsa(DigestAlgorithm, ECDSAForm)
    /// Ed25519 or Ed448, as the key is. RFC 8032.
    case edDSA

    package enum ECDSAForm: Sendable {
        /// A sequence of two integers. RFC 3279 §2.2.3.
        case der
        /// Both numbers in the length of the curve's order, one after the other. RFC 7518 §3.4, RFC 4051 §2.3.6, BSI TR-03111 §5.2.1.
        case raw
    }

    /// The hash of what is signed; nil where the algorithm hashes by itself.
    package var digest: DigestAlgorithm? {
        switch self {
        case .rsaPKCS1(let digest), .rsaPSS(let digest, _, _), .ecdsa(let digest, _): digest
        case .edDSA: nil
        }
    }

    /// As in `AlgorithmUse.signature`.
    package var name: String {
        switch self {
        case .rsaPKCS1: "RSA"
        case .rsaPSS: "RSA-PSS"
        case .ecdsa: "ECDSA"
        case .edDSA: "EdDSA"
        }
    }
}

extension SignatureScheme {
    /// The scheme that an algorithm of a certificate or a CMS signature names.
    /// - Parameter digest: of the surrounding structure, for algorithms that name a kind of key alone. RFC 3370 §3.2.
    /// - Returns: nil for an algorithm that is not verified here, or malformed parameters.
    package init?(_ identifier: AlgorithmIdentifier, digest: DigestAlgorithm? = nil) {
        if let digest = Self.rsa[identifier.algorithm] {
            guard identifier.hasNoParameters else { return nil }
            self = .rsaPKCS1(digest)
        } else if let digest = Self.ellipticCurve[identifier.algorithm] {
            self = .ecdsa(digest, .der)
        } else if let digest = Self.plainEllipticCurve[identifier.algorithm] {
            self = .ecdsa(digest, .raw)
        } else if identifier.algorithm == OID.rsassaPSS {
            guard let scheme = Self.pss(identifier.parameters) else { return nil }
            self = scheme
        } else if identifier.algorithm == OID.ed25519 || identifier.algorithm == OID.ed448 {
            guard identifier.parameters == nil else { return nil }
            self = .edDSA
        } else {
            guard let digest, let scheme = Self.keyAlone(identifier.algorithm, digest) else { return nil }
            self = scheme
        }
    }

    private static func keyAlone(_ algorithm: OID, _ digest: DigestAlgorithm) -> Self? {
        switch algorithm {
        case OID.rsaEncryption: .rsaPKCS1(digest)
        case OID.ecPublicKey: .ecdsa(digest, .der)
        default: nil
        }
    }

    private static let rsa: [OID: DigestAlgorithm] = [
        "1.2.840.113549.1.1.4": .md5, "1.2.840.113549.1.1.5": .sha1, "1.3.14.3.2.29": .sha1, "1.2.840.113549.1.1.14": .sha224,
        "1.2.840.113549.1.1.11": .sha256, "1.2.840.113549.1.1.12": .sha384, "1.2.840.113549.1.1.13": .sha512,
        "1.2.840.113549.1.1.15": .sha512Truncated224, "1.2.840.113549.1.1.16": .sha512Truncated256,
        "2.16.840.1.101.3.4.3.13": .sha3Of224, "2.16.840.1.101.3.4.3.14": .sha3Of256, "2.16.840.1.101.3.4.3.15": .sha3Of384,
        "2.16.840.1.101.3.4.3.16": .sha3Of512, "1.3.36.3.3.1.2": .ripemd160,
    ]

    private static let ellipticCurve: [OID: DigestAlgorithm] = [
        "1.2.840.10045.4.1": .sha1, "1.2.840.10045.4.3.1": .sha224, "1.2.840.10045.4.3.2": .sha256, "1.2.840.10045.4.3.3": .sha384,
        "1.2.840.10045.4.3.4": .sha512, "2.16.840.1.101.3.4.3.9": .sha3Of224, "2.16.840.1.101.3.4.3.10": .sha3Of256,
        "2.16.840.1.101.3.4.3.11": .sha3Of384, "2.16.840.1.101.3.4.3.12": .sha3Of512,
    ]

    /// BSI TR-03111 §5.2.1.1.
    private static let plainEllipticCurve: [OID: DigestAlgorithm] = [
        "0.4.0.127.0.7.1.1.4.1.1": .sha1, "0.4.0.127.0.7.1.1.4.1.2": .sha224, "0.4.0.127.0.7.1.1.4.1.3": .sha256,
        "0.4.0.127.0.7.1.1.4.1.4": .sha384, "0.4.0.127.0.7.1.1.4.1.5": .sha512, "0.4.0.127.0.7.1.1.4.1.6": .ripemd160,
        "0.4.0.127.0.7.1.1.4.1.8": .sha3Of224, "0.4.0.127.0.7.1.1.4.1.9": .sha3Of256, "0.4.0.127.0.7.1.1.4.1.10": .sha3Of384,
        "0.4.0.127.0.7.1.1.4.1.11": .sha3Of512,
    ]

    /// RFC 4055 §3.1. Absent parameters mean the defaults, of which SHA-1 is one.
    private static func pss(_ parameters: DERValue?) -> Self? {
        guard let parameters else { return .rsaPSS(.sha1, mask: .sha1, saltByteCount: 20) }
        return try? pssFields(parameters)
    }

    private static func pssFields(_ parameters: DERValue) throws(DERError) -> Self {
        guard parameters.tag == .sequence else { throw .malformed }
        var reader = try parameters.reader()
        let digest = try reader.next(ifTagged: .context(0)).map { value throws(DERError) in try Self.digest(explicit: value) } ?? .sha1
        let mask = try reader.next(ifTagged: .context(1)).map { value throws(DERError) in try Self.mask(explicit: value) } ?? .sha1
        let salt = try reader.next(ifTagged: .context(2)).map { value throws(DERError) in try Self.number(explicit: value) } ?? 20
        let trailer = try reader.next(ifTagged: .context(3)).map { value throws(DERError) in try Self.number(explicit: value) } ?? 1
        try reader.end()
        guard trailer == 1, salt <= 1024 else { throw .malformed }
        return .rsaPSS(digest, mask: mask, saltByteCount: salt)
    }

    private static func only(_ value: DERValue) throws(DERError) -> DERValue {
        var reader = try value.reader()
        let inner = try reader.next()
        try reader.end()
        return inner
    }

    private static func number(explicit value: DERValue) throws(DERError) -> Int { try only(value).smallInteger() }

    private static func digest(explicit value: DERValue) throws(DERError) -> DigestAlgorithm {
        let identifier = try AlgorithmIdentifier(only(value))
        guard identifier.hasNoParameters, let digest = DigestAlgorithm(identifier.algorithm) else { throw .malformed }
        return digest
    }

    /// MGF1 over a hash is the only one that there is.
    private static func mask(explicit value: DERValue) throws(DERError) -> DigestAlgorithm {
        let identifier = try AlgorithmIdentifier(only(value))
        guard identifier.algorithm == OID.mgf1, let parameters = identifier.parameters else { throw .malformed }
        let hash = try AlgorithmIdentifier(parameters)
        guard hash.hasNoParameters, let digest = DigestAlgorithm(hash.algorithm) else { throw .malformed }
        return digest
    }
}

extension OID {
    static let rsaEncryption: OID = "1.2.840.113549.1.1.1"
    static let rsassaPSS: OID = "1.2.840.113549.1.1.10"
    static let mgf1: OID = "1.2.840.113549.1.1.8"
    static let ecPublicKey: OID = "1.2.840.10045.2.1"
    static let ed25519: OID = "1.3.101.112"
    static let ed448: OID = "1.3.101.113"
}
