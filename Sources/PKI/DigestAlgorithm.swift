/// A hash function by the name of the reports. FIPS 180-4, FIPS 202, RFC 1321, ISO/IEC 10118-3.
package enum DigestAlgorithm: String, Sendable, CaseIterable {
    case md5 = "MD5"
    case ripemd160 = "RIPEMD-160"
    case sha1 = "SHA-1"
    case sha224 = "SHA-224"
    case sha256 = "SHA-256"
    case sha384 = "SHA-384"
    case sha512 = "SHA-512"
    case sha512Truncated224 = "SHA-512/224"
    case sha512Truncated256 = "SHA-512/256"
    case sha3Of224 = "SHA3-224"
    case sha3Of256 = "SHA3-256"
    case sha3Of384 = "SHA3-384"
    case sha3Of512 = "SHA3-512"

    package init?(_ identifier: OID) {
        guard let algorithm = Self.byIdentifier[identifier] else { return nil }
        self = algorithm
    }

    private static let byIdentifier = Dictionary(uniqueKeysWithValues: allCases.map { ($0.identifier, $0) })

    package var identifier: OID { Self.identifiers[self] ?? "0.0" }

    private static let identifiers: [Self: OID] = [
        .md5: "1.2.840.113549.2.5", .ripemd160: "1.3.36.3.2.1", .sha1: "1.3.14.3.2.26", .sha224: "2.16.840.1.101.3.4.2.4",
        .sha256: "2.16.840.1.101.3.4.2.1", .sha384: "2.16.840.1.101.3.4.2.2", .sha512: "2.16.840.1.101.3.4.2.3",
        .sha512Truncated224: "2.16.840.1.101.3.4.2.5", .sha512Truncated256: "2.16.840.1.101.3.4.2.6",
        .sha3Of224: "2.16.840.1.101.3.4.2.7", .sha3Of256: "2.16.840.1.101.3.4.2.8", .sha3Of384: "2.16.840.1.101.3.4.2.9",
        .sha3Of512: "2.16.840.1.101.3.4.2.10",
    ]

    package var byteCount: Int {
        switch self {
        case .md5: 16
        case .ripemd160, .sha1: 20
        case .sha224, .sha512Truncated224, .sha3Of224: 28
        case .sha256, .sha512Truncated256, .sha3Of256: 32
        case .sha384, .sha3Of384: 48
        case .sha512, .sha3Of512: 64
        }
    }

    /// Nil when the library does not have it.
    package func digest(_ bytes: [UInt8]) -> [UInt8]? { digest(bytes[...]) }
    package func digest(_ bytes: ArraySlice<UInt8>) -> [UInt8]? { digest(parts: [bytes]) }

    /// The digest of the parts one after the other, without joining them.
    package func digest(parts: [ArraySlice<UInt8>]) -> [UInt8]? {
        guard var digest = MessageDigest(self) else { return nil }
        for part in parts { digest.update(part) }
        return digest.finish()
    }
}
