/// What a key of the instance is for. Each purpose has its own succession of keys.
package enum KeyPurpose: Sendable, Hashable {
    case signing(SignatureAlgorithm)
    /// Opening what others encrypted for the instance; `.ecdhES` stands for its whole family.
    case decryption(KeyManagementAlgorithm)

    /// The algorithm's name, which no two purposes share.
    package var name: String {
        switch self {
        case .signing(let algorithm): algorithm.rawValue
        case .decryption(let algorithm): algorithm.rawValue
        }
    }

    /// The purpose of that name, letter for letter as bytes.
    package init?(name: String) {
        if let algorithm = SignatureAlgorithm(name: name) {
            self = .signing(algorithm)
        } else if let algorithm = KeyManagementAlgorithm(name: name), algorithm == algorithm.family {
            self = .decryption(algorithm)
        } else {
            return nil
        }
    }

    /// `use` of RFC 7517 §4.2.
    package var use: String { isDecryption ? "enc" : "sig" }

    var isDecryption: Bool { if case .decryption = self { true } else { false } }
}
