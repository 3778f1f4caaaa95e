internal import Primitives

/// `tstContainer`: one or more tokens with what they have in common. ETSI TS 119 182-1 §5.4.3.3.
enum JAdESTimestampContainer {
    /// The tokens in DER; such as are not RFC 3161's are left out.
    static func tokens(_ container: JSON?) -> [[UInt8]] {
        (container?["tstTokens"]?.array ?? []).prefix(64).compactMap { token in
            guard token["type"]?.string.map({ $0 == "application/timestamp-token" || $0.isEmpty }) ?? true else { return nil }
            return JAdESEncapsulated.bytes(token)
        }
    }
}

/// `pkiOb`: an object in base64. ETSI TS 119 182-1 §5.4.1.
enum JAdESEncapsulated {
    static func bytes(_ object: JSON) -> [UInt8]? { object["val"]?.string.flatMap { Base64.decode(Array($0.utf8)) } }
}
