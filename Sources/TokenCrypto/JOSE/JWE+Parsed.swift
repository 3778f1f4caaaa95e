import Primitives

extension JWE {
    /// A token taken apart. What the header says serves to refuse, or to select among our own keys.
    struct Parsed {
        /// More than any honest header, with its ephemeral key, has.
        private static let maximumHeaderBytes = 4096
        /// More candidates are never tried: each costs an operation with a private key that a stranger chooses.
        private static let maximumCandidates = 4

        let header: JSON.Object
        let algorithmName: String
        let encryptionName: String
        let keyID: String?
        let contentType: String?
        /// The first part as it was sent: the authenticated context.
        let protected: [UInt8]
        let encryptedKey: [UInt8]
        let initializationVector: [UInt8]
        let ciphertext: [UInt8]
        let tag: [UInt8]

        init(parsing compact: String, maximumBytes: Int) throws(JWERejection) {
            guard compact.utf8.count <= maximumBytes else { throw .tooLong }
            let parts = Array(compact.utf8).split(separator: UInt8(ascii: "."), maxSplits: 5, omittingEmptySubsequences: false)
            guard parts.count == 5 else { throw .malformed }
            protected = Array(parts[0])
            header = try Self.header(protected)
            try Self.refuseDangerousMembers(of: header)
            guard let algorithm = try Self.text("alg", in: header), let encryption = try Self.text("enc", in: header) else {
                throw .algorithmMissing
            }
            algorithmName = algorithm
            encryptionName = encryption
            keyID = try Self.text("kid", in: header)
            contentType = try Self.text("cty", in: header)
            encryptedKey = try Self.octets(parts[1])
            initializationVector = try Self.octets(parts[2])
            ciphertext = try Self.octets(parts[3])
            tag = try Self.octets(parts[4])
        }

        /// The keys that the token may be for: those of the header's `kid`, or all that fit when it names none.
        func candidates(in keys: [DecryptionKey], algorithm: KeyManagementAlgorithm) -> [DecryptionKey] {
            let fitting = keys.filter { $0.publicKey.fits(algorithm) }
            guard let keyID else { return Array(fitting.prefix(Self.maximumCandidates)) }
            return fitting.filter { $0.keyID.utf8.elementsEqual(keyID.utf8) }
        }

        /// `apu` or `apv`, decoded. RFC 7518 §4.6.1.2.
        func party(_ name: String) throws(JWERejection) -> [UInt8] {
            guard let text = try Self.text(name, in: header) else { return [] }
            guard let bytes = Base64URL.decode(text) else { throw .encodingNotCanonical }
            return bytes
        }

        private static func header(_ part: [UInt8]) throws(JWERejection) -> JSON.Object {
            guard part.count <= maximumHeaderBytes else { throw .tooLong }
            let bytes = try octets(part[...])
            do throws(JOSERejection) {
                return try JSON.Object(josePart: bytes, otherwise: .headerMalformed)
            } catch {
                throw error == .duplicateMember ? .duplicateMember : .headerMalformed
            }
        }

        private static func refuseDangerousMembers(of header: JSON.Object) throws(JWERejection) {
            for name in ["jwk", "jku", "x5u"] where header[name] != nil { throw .keyInHeader }
            if header["zip"] != nil { throw .compressed }
            if header["crit"] != nil { throw .criticalHeaderUnknown }
        }

        private static func octets(_ part: ArraySlice<UInt8>) throws(JWERejection) -> [UInt8] {
            guard let bytes = Base64URL.decode(Array(part)) else { throw .encodingNotCanonical }
            return bytes
        }

        private static func text(_ name: String, in header: JSON.Object) throws(JWERejection) -> String? {
            guard let value = header[name] else { return nil }
            guard let text = value.string else { throw .headerMalformed }
            return text
        }
    }
}
