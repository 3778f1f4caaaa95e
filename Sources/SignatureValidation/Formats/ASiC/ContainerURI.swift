/// The names of files as references of a container spell them. ETSI EN 319 162-1 §A.6, RFC 3986 §2.1.
enum ContainerURI {
    /// The name of a file; nil for what is not relative to the container's root, or no text.
    static func name(_ uri: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(uri.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
            bytes.append(high << 4 | low)
        }
        if bytes.starts(with: Array("./".utf8)) { bytes.removeFirst(2) }
        return ZipName.name(bytes[...], isUTF8: true)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
