/// The ways in which the content of a token is encrypted and authenticated. RFC 7518 §5.1.
package enum ContentEncryptionAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// What OpenID Connect takes for granted where a client names nothing else.
    case a128CBCHS256 = "A128CBC-HS256"
    case a128GCM = "A128GCM"
    case a256GCM = "A256GCM"

    static let tagByteCount = 16

    /// The algorithm of that name, letter for letter as bytes.
    package init?(name: String) {
        guard let algorithm = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(name.utf8) }) else { return nil }
        self = algorithm
    }

    var keyByteCount: Int { self == .a128GCM ? 16 : 32 }
    var initializationVectorByteCount: Int { self == .a128CBCHS256 ? 16 : 12 }
}
