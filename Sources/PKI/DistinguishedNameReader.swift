/// Reads the string form of a name. RFC 4514 §3.
struct DistinguishedNameReader {
    private var rest: ArraySlice<Unicode.Scalar>

    init(_ text: String) { rest = Array(text.unicodeScalars)[...] }

    /// Sets of attributes as they stand there; nil when something does not belong there.
    mutating func sets() -> [[DistinguishedName.Attribute]]? {
        var sets: [[DistinguishedName.Attribute]] = []
        repeat {
            guard let set = set() else { return nil }
            sets.append(set)
        } while take(",")
        return rest.isEmpty ? sets : nil
    }

    private mutating func set() -> [DistinguishedName.Attribute]? {
        var attributes: [DistinguishedName.Attribute] = []
        repeat {
            guard let type = type(), take("="), let value = value() else { return nil }
            attributes.append(DistinguishedName.Attribute(type: type, value: value))
        } while take("+")
        return attributes
    }

    private mutating func type() -> String? {
        // Older forms have a space after the comma.
        while take(" ") {}
        var name = ""
        while let next = rest.first, next != "=" {
            name.unicodeScalars.append(next)
            rest.removeFirst()
        }
        if name.first?.isNumber == true { return name.unicodeScalars.allSatisfy { "0123456789.".unicodeScalars.contains($0) } ? name : nil }
        return DistinguishedName.types[name.uppercased()]
    }

    /// Nil for a value in hexadecimal (`#`), which is DER of any type and has no comparison here.
    private mutating func value() -> String? {
        guard rest.first != "#" else { return nil }
        var bytes: [UInt8] = []
        while let next = rest.first, !",+".unicodeScalars.contains(next) {
            rest.removeFirst()
            if next == "\\" {
                guard let escaped = escaped() else { return nil }
                bytes += escaped
            } else {
                guard !"\";<>".unicodeScalars.contains(next), next != "\0" else { return nil }
                bytes += Array(String(next).utf8)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// A special character, or a byte in hexadecimal.
    private mutating func escaped() -> [UInt8]? {
        guard let first = rest.popFirst() else { return nil }
        if " \"#+,;<=>\\".unicodeScalars.contains(first) { return Array(String(first).utf8) }
        guard let second = rest.popFirst(), first.isASCII, second.isASCII else { return nil }
        return UInt8(String(first) + String(second), radix: 16).map { [$0] }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }
}
