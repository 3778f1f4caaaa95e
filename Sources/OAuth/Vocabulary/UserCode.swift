internal import Primitives
internal import TokenCrypto

/// The short code that a person carries from a device to a browser: eight letters, no vowels, so that no words arise and none is
/// mistaken for a digit. RFC 8628 §6.1.
package struct UserCode: Sendable, Equatable {
    private static let alphabet = Array("BCDFGHJKLMNPQRSTVWXZ".utf8)
    private static let length = 8

    /// The eight letters alone.
    private let letters: [UInt8]

    /// Letters in any case, with whatever people put between them.
    /// - Returns: nil when this cannot be a code.
    package init?(typed text: String) {
        guard text.utf8.count <= 32 else { return nil }
        let letters = text.uppercased().utf8.filter { ![UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: ".")].contains($0) }
        guard letters.count == Self.length, letters.allSatisfy(Self.alphabet.contains) else { return nil }
        self.letters = letters
    }

    /// 34 bits of chance.
    init(from world: World) {
        var letters: [UInt8] = []
        while letters.count < Self.length {
            // 240 is the largest multiple of 20 in a byte: every letter is as likely as another.
            for byte in world.random(16) where byte < 240 && letters.count < Self.length {
                letters.append(Self.alphabet[Int(byte) % Self.alphabet.count])
            }
        }
        self.letters = letters
    }

    /// As it is shown: `BCDF-GHJK`.
    package var text: String {
        String(decoding: letters.prefix(4), as: UTF8.self) + "-" + String(decoding: letters.suffix(4), as: UTF8.self)
    }

    /// What is stored of it.
    package func digest(key: [UInt8]) -> [UInt8] { HMAC.sha256(key: key, letters) }
}
