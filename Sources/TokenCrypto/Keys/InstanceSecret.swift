package import Primitives

/// The secret of one installation, from which it derives its keys for cookies, stored hashes, subjects and the like.
package struct InstanceSecret: Sendable {
    private static let format = "idp-instance-secret"
    private let root: Secret

    private init(root: Secret) { self.root = root }

    /// A new secret of 256 bits.
    package static func generate(_ world: World) -> InstanceSecret { InstanceSecret(root: Secret(world.random(32))) }

    /// The key for one purpose; different purposes give unrelated keys.
    package func key(_ purpose: String) -> [UInt8] { HKDF.sha256(key: root.exposed, info: "idp: " + purpose) }

    package func encode(wrappingKey: Secret, world: World) throws -> [UInt8] {
        try SealedDocument.seal(root, format: Self.format, metadata: [:], wrappingKey: wrappingKey, world: world)
    }

    package static func decode(_ bytes: [UInt8], wrappingKey: Secret) throws(KeyFileError) -> InstanceSecret {
        let (_, root) = try SealedDocument.open(bytes, format: format, wrappingKey: wrappingKey)
        guard root.exposed.count == 32 else { throw .damaged }
        return InstanceSecret(root: root)
    }
}
