package import Primitives

/// A key at rest: what `idp keys list` shows in the clear, the private key sealed and bound to it.
///
/// Reading and writing files is the caller's.
package enum KeyFile {
    private static let format = "idp-key"

    package static func encode(_ entry: KeyRing.Entry, wrappingKey: Secret, world: World) throws -> [UInt8] {
        var metadata: JSON.Object = [
            "kid": .string(entry.key.keyID), "alg": .string(entry.key.purpose.name),
            "created": JSON(entry.created), "signs_from": JSON(entry.signsFrom),
        ]
        if let retired = entry.retired { metadata.append("retired", JSON(retired)) }
        if let revoked = entry.revoked { metadata.append("revoked", JSON(revoked)) }
        metadata.append("public", .object(entry.key.publicKey.json))
        return try SealedDocument.seal(
            entry.key.privateJWK(), format: format, metadata: metadata, wrappingKey: wrappingKey, world: world)
    }

    package static func decode(_ bytes: [UInt8], wrappingKey: Secret) throws(KeyFileError) -> KeyRing.Entry {
        let (metadata, secret) = try SealedDocument.open(bytes, format: format, wrappingKey: wrappingKey)
        guard let purpose = metadata["alg"]?.string.flatMap(KeyPurpose.init(name:)) else { throw .algorithmMismatch }
        guard let jwk = try? JSON(parsing: secret.exposed), let key = try? ProviderKey(jwk: jwk, purpose: purpose) else {
            throw .algorithmMismatch
        }
        guard metadata["public"] == .object(key.publicKey.json), metadata["kid"]?.string == key.keyID else { throw .damaged }
        guard let created = metadata["created"]?.instant, let signsFrom = metadata["signs_from"]?.instant else { throw .damaged }
        return KeyRing.Entry(
            key: key, created: created, signsFrom: signsFrom, retired: metadata["retired"]?.instant, revoked: metadata["revoked"]?.instant)
    }
}
