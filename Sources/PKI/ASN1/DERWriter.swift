/// Writes values of ASN.1 in their one DER spelling. X.690 §10, §11.
package enum DERWriter {
    package static func value(_ tag: DERTag, _ contents: some Collection<UInt8>) -> [UInt8] {
        [tag.octet] + length(contents.count) + contents
    }
    package static func sequence(_ values: [[UInt8]]) -> [UInt8] { value(.sequence, Array(values.joined())) }
    /// The values in the order of their encodings. X.690 §11.6.
    package static func setOf(_ values: [[UInt8]]) -> [UInt8] {
        value(.set, Array(values.sorted { $0.lexicographicallyPrecedes($1) }.joined()))
    }
    package static func objectIdentifier(_ identifier: OID) -> [UInt8] { value(.objectIdentifier, identifier.contents) }
    package static func octetString(_ bytes: some Collection<UInt8>) -> [UInt8] { value(.octetString, bytes) }
    package static func bitString(_ bytes: some Collection<UInt8>) -> [UInt8] { value(.bitString, [0] + bytes) }
    package static func utf8String(_ text: String) -> [UInt8] { value(.utf8String, Array(text.utf8)) }
    package static func boolean(_ flag: Bool) -> [UInt8] { value(.boolean, [flag ? 0xFF : 0]) }
    package static let null: [UInt8] = [0x05, 0x00]

    /// A number that is not negative, most significant byte first.
    package static func integer(_ magnitude: some Collection<UInt8>) -> [UInt8] {
        var digits = Array(magnitude.drop { $0 == 0 })
        if digits.first.map({ $0 >= 0x80 }) ?? true { digits.insert(0, at: 0) }
        return value(.integer, digits)
    }

    package static func integer(_ number: Int) -> [UInt8] {
        integer((0..<8).reversed().map { UInt8(truncatingIfNeeded: max(number, 0) >> ($0 * 8)) })
    }

    private static func length(_ count: Int) -> [UInt8] {
        guard count >= 0x80 else { return [UInt8(count)] }
        let digits = (0..<8).reversed().map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }.drop { $0 == 0 }
        return [0x80 | UInt8(digits.count)] + digits
    }
}
