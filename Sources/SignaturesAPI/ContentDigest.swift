internal import Primitives
internal import SignatureValidation

/// The digest of content that does not leave the portal, as it is sent: `sha-256=:Base64:` (RFC 9530 §2), or in hexadecimal.
struct ContentDigest {
    let content: DetachedContent

    /// By the names of RFC 9530 §5, with the length of the digest in bytes.
    private static let algorithms = [("sha-256", "SHA-256", 32), ("sha-384", "SHA-384", 48), ("sha-512", "SHA-512", 64)]

    init(_ bytes: ArraySlice<UInt8>) throws(ValidationRejection) {
        guard bytes.count <= 256, let text = String(validating: bytes, as: UTF8.self) else { throw .digestMalformed }
        for (label, name, length) in Self.algorithms {
            guard let value = Self.labelled(text, label) ?? Self.hexadecimal(text), value.count == length else { continue }
            content = .digest(algorithm: name, value: value)
            return
        }
        throw .digestMalformed
    }

    private static func labelled(_ text: String, _ label: String) -> [UInt8]? {
        let prefix = label + "=:"
        guard text.lowercased().hasPrefix(prefix), text.hasSuffix(":") else { return nil }
        return Base64.decode(Array(text.utf8.dropFirst(prefix.utf8.count).dropLast()))
    }

    private static func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
