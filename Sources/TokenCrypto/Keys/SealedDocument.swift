import Primitives

/// A secret at rest: readable metadata, and a secret that opens only together with exactly that metadata.
enum SealedDocument {
    private static let maximumBytes = 65_536
    private static let version: JSON = 1

    /// Compact JSON with `format`, `version`, the metadata, `wrapped_by` and `sealed`.
    static func seal(_ secret: Secret, format: String, metadata: JSON.Object, wrappingKey: Secret, world: World) throws -> [UInt8] {
        try demandLength(wrappingKey)
        var document: JSON.Object = ["format": .string(format), "version": version]
        for (name, value) in metadata.members { document.append(name, value) }
        document.append("wrapped_by", .string(name(of: wrappingKey)))
        let sealed = try AuthenticatedEncryption.seal(
            secret.exposed, key: encryptionKey(wrappingKey), context: document.bytes,
            nonce: world.random(AuthenticatedEncryption.nonceByteCount))
        document.append("sealed", .string(Base64URL.encode(sealed)))
        return document.bytes + [0x0A]
    }

    /// The metadata and the secret, when not one byte differs from what was written.
    static func open(_ bytes: [UInt8], format: String, wrappingKey: Secret) throws(KeyFileError) -> (metadata: JSON.Object, secret: Secret)
    {
        try demandLength(wrappingKey)
        guard bytes.count <= maximumBytes, var document = (try? JSON(parsing: bytes))?.object else { throw .notAKeyFile }
        guard let named = document["format"]?.string, named.utf8.elementsEqual(format.utf8) else { throw .notAKeyFile }
        guard document["version"] == version else { throw .versionUnsupported }
        // Another spelling of the same JSON is a change, too.
        guard document.bytes + [0x0A] == bytes else { throw .damaged }
        guard let sealed = document["sealed"]?.string.flatMap({ Base64URL.decode($0) }) else { throw .notAKeyFile }
        guard document["wrapped_by"]?.string.map({ $0.utf8.elementsEqual(name(of: wrappingKey).utf8) }) == true else {
            throw .wrongWrappingKey
        }
        document["sealed"] = nil
        guard let plain = try? AuthenticatedEncryption.open(sealed, key: encryptionKey(wrappingKey), context: document.bytes) else {
            throw .damaged
        }
        return (document, Secret(plain))
    }

    private static func demandLength(_ wrappingKey: Secret) throws(KeyFileError) {
        guard wrappingKey.exposed.count >= 32 else { throw .wrappingKeyTooShort }
    }

    private static func encryptionKey(_ wrappingKey: Secret) -> [UInt8] {
        HKDF.sha256(key: wrappingKey.exposed, info: "idp sealed document: encryption")
    }

    /// Tells wrapping keys apart without telling anything about them.
    private static func name(of wrappingKey: Secret) -> String {
        Base64URL.encode(HKDF.sha256(key: wrappingKey.exposed, info: "idp sealed document: name", count: 9))
    }
}
