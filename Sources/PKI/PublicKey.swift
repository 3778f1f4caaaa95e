/// A key that signatures are verified with. RFC 5280 §4.1.2.7.
package struct PublicKey: Sendable {
    package enum Kind: String, Sendable {
        case dsa = "DSA"
        case ecdsa = "ECDSA"
        case edDSA = "EdDSA"
        case other = "other"
        case rsa = "RSA"
    }

    package let kind: Kind
    /// Of the modulus, or of the order of the curve.
    package let bits: Int
    /// The bytes that the key was read from.
    package let subjectPublicKeyInfo: [UInt8]
    /// An RSA exponent below 65537. The library's verification is exact, so that the mathematics holds with it; but whoever chooses
    /// one invites verifiers that are not, and no policy should accept it. FIPS 186-5 §A.1.1.
    package let hasSmallExponent: Bool
    let handle: PublicKeyHandle

    /// Nil when the bytes are not one key of a kind that the library knows.
    package init?(subjectPublicKeyInfo: [UInt8]) {
        guard subjectPublicKeyInfo.count <= Certificate.maximumBytes, let handle = PublicKeyHandle(subjectPublicKeyInfo) else { return nil }
        self.init(handle, subjectPublicKeyInfo: subjectPublicKeyInfo)
    }

    init(_ handle: PublicKeyHandle, subjectPublicKeyInfo: [UInt8]) {
        self.handle = handle
        self.subjectPublicKeyInfo = subjectPublicKeyInfo
        kind = handle.kind
        bits = handle.bits
        hasSmallExponent = handle.kind == .rsa && handle.exponent.map { $0 < 65537 } ?? false
    }

    /// What is signed: the bytes in as many parts as there are, or their digest.
    package enum Message: Sendable {
        case parts([ArraySlice<UInt8>])
        /// By the scheme's own hash.
        case digest([UInt8])

        package static func bytes(_ bytes: [UInt8]) -> Self { .parts([bytes[...]]) }
    }

    package enum Verdict: Sendable, Equatable {
        case valid
        case invalid
        /// The reason in a few words: no such algorithm here, or a key that nothing is verified with.
        case unsupported(String)
    }

    /// Whether the signature is the key's over the message.
    package func verify(_ signature: ArraySlice<UInt8>, over message: Message, scheme: SignatureScheme) -> Verdict {
        if let obstacle = handle.obstacle { return .unsupported(obstacle) }
        switch (scheme, kind) {
        case (.edDSA, .edDSA): return handle.verifyWhole(Array(signature), message: message)
        case (.rsaPKCS1, .rsa), (.rsaPSS, .rsa), (.ecdsa(_, .der), .ecdsa): return verifyDigest(Array(signature), message, scheme)
        case (.ecdsa(_, .raw), .ecdsa):
            guard let signature = ECDSAPair.der(raw: signature, orderByteCount: (bits + 7) / 8) else { return .invalid }
            return verifyDigest(signature, message, scheme)
        default: return kind == .dsa || kind == .other ? .unsupported(kind.rawValue) : .invalid
        }
    }

    package func verify(_ signature: [UInt8], over message: Message, scheme: SignatureScheme) -> Verdict {
        verify(signature[...], over: message, scheme: scheme)
    }

    private func verifyDigest(_ signature: [UInt8], _ message: Message, _ scheme: SignatureScheme) -> Verdict {
        guard let algorithm = scheme.digest else { return .unsupported(scheme.name) }
        let digest: [UInt8]?
        switch message {
        case .parts(let parts): digest = algorithm.digest(parts: parts)
        case .digest(let bytes): digest = bytes
        }
        guard let digest else { return .unsupported(algorithm.rawValue) }
        guard digest.count == algorithm.byteCount else { return .invalid }
        return handle.verify(signature, digest: digest, scheme: scheme)
    }
}
