package import Primitives

/// A public key for signatures, or for encrypting to its holder. RFC 7517 §4, RFC 7518 §6, RFC 8037 §2.
///
/// A value of this type has been checked: the point is on its curve, the modulus is neither weak nor a burden.
package struct JWK: Sendable {
    /// `kty` with `crv`.
    package enum KeyType: String, Sendable, CaseIterable {
        case p256 = "P-256"
        case p384 = "P-384"
        case ed25519 = "Ed25519"
        case rsa = "RSA"
    }

    package let type: KeyType
    /// `kid`, which only ever selects among keys that are known already.
    package let keyID: String?
    /// `alg`, when it names an algorithm of ours; the key then verifies that one alone.
    package let algorithm: SignatureAlgorithm?
    /// False when `use`, `key_ops` or a foreign `alg` give the key another purpose than verifying signatures.
    package let isForVerification: Bool
    /// The algorithms by which its holder may be sent the key of an encrypted token: none when `use`, `key_ops` or `alg` speak against it.
    package let keyManagement: Set<KeyManagementAlgorithm>
    /// The public members, in a fixed order.
    package let json: JSON.Object

    let handle: KeyHandle
    private let verifiers: [SignatureAlgorithm: SignatureTemplate]

    /// - Throws: `JWKError.privateMemberPresent` for a private key: one that was handed out is no longer a secret.
    package init(parsing json: JSON) throws(JWKError) {
        guard let object = json.object else { throw .notAnObject }
        try self.init(members: JWKMembers(object), allowPrivate: false)
    }

    init(members: JWKMembers, allowPrivate: Bool) throws(JWKError) {
        let type = try members.keyType()
        if !allowPrivate, members.hasPrivateMembers { throw .privateMemberPresent }
        let (handle, material) = try members.publicKey(type)
        let name = try members.text("alg")
        let named = name.flatMap(SignatureAlgorithm.init(name:))
        if let named, named.keyType != type { throw .algorithmMismatch }
        self.type = type
        algorithm = named
        keyID = try members.text("kid")
        isForVerification = try members.isForVerification() && (name == nil || named != nil)
        keyManagement = try members.keyManagement(type)
        self.json = try members.publicMembers(material)
        self.handle = handle
        verifiers = try Self.verifiers(for: type, key: handle)
    }

    /// The key's name that depends on nothing but the key. RFC 7638.
    package func thumbprint() -> String {
        let names = ["crv", "e", "kty", "n", "x", "y"]
        var required = JSON.Object()
        for name in names { required[name] = json[name] }
        return Base64URL.encode(Digest.sha256(required.bytes))
    }

    /// `SubjectPublicKeyInfo` of X.509, by which a key is found in a certificate. RFC 5280 §4.1.2.7.
    package var subjectPublicKeyInfo: [UInt8]? { handle.subjectPublicKeyInfo }

    /// Whether this key may verify that algorithm.
    package func fits(_ candidate: SignatureAlgorithm) -> Bool {
        isForVerification && candidate.keyType == type && (algorithm == nil || algorithm == candidate)
    }

    /// Whether content may be encrypted to this key by that algorithm.
    package func fits(_ candidate: KeyManagementAlgorithm) -> Bool { keyManagement.contains(candidate) }

    /// Passes when the signature was made over the message with this key and algorithm.
    ///
    /// - Throws: `.keyNotForVerification` when the key does not fit the algorithm, else `.signatureInvalid`.
    package func verify(_ signature: [UInt8], of message: [UInt8], algorithm: SignatureAlgorithm) throws(JOSERejection) {
        guard fits(algorithm), let verifier = verifiers[algorithm] else { throw .keyNotForVerification }
        try verifier.verify(signature, of: message)
    }

    private static func verifiers(for type: KeyType, key: KeyHandle) throws(JWKError) -> [SignatureAlgorithm: SignatureTemplate] {
        var verifiers: [SignatureAlgorithm: SignatureTemplate] = [:]
        for algorithm in SignatureAlgorithm.allCases where algorithm.keyType == type {
            guard let verifier = try? SignatureTemplate(key: key, algorithm: algorithm, purpose: .verification) else {
                throw .keyTypeUnsupported
            }
            verifiers[algorithm] = verifier
        }
        return verifiers
    }
}

extension JWK: Equatable {
    /// Equal when the public members are, byte for byte.
    package static func == (a: Self, b: Self) -> Bool { a.json.bytes == b.json.bytes }
}
