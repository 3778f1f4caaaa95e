/// The ways in which the key of an encrypted token reaches its recipient. RFC 7518 §4.1.
///
/// `dir`, the `PBES2` family and `RSA1_5` are absent: no shared secrets, no work that a stranger chooses, no padding oracle.
package enum KeyManagementAlgorithm: String, Sendable, Hashable, CaseIterable {
    case ecdhES = "ECDH-ES"
    case ecdhESA128KW = "ECDH-ES+A128KW"
    case ecdhESA256KW = "ECDH-ES+A256KW"
    case rsaOAEP256 = "RSA-OAEP-256"

    /// The algorithm of that name, letter for letter as bytes.
    package init?(name: String) {
        guard let algorithm = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(name.utf8) }) else { return nil }
        self = algorithm
    }

    /// The kind of key by which the instance offers this algorithm: one key serves the whole `ECDH-ES` family.
    package var family: KeyManagementAlgorithm { self == .rsaOAEP256 ? .rsaOAEP256 : .ecdhES }

    /// Whether the algorithm works with keys of that type.
    func fits(_ type: JWK.KeyType) -> Bool {
        switch type {
        case .p256, .p384: self != .rsaOAEP256
        case .rsa: self == .rsaOAEP256
        case .ed25519: false
        }
    }

    /// The bytes of the key that wraps the content's key; nil where nothing is wrapped by AES.
    var wrappingKeyByteCount: Int? {
        switch self {
        case .ecdhESA128KW: 16
        case .ecdhESA256KW: 32
        case .ecdhES, .rsaOAEP256: nil
        }
    }
}
