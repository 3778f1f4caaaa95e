internal import Primitives

/// The parts of a ZIP package by name, inflated once.
struct PackageParts: Sendable {
    let names: [String]
    private let contents: [String: [UInt8]]

    init(_ archive: ZipArchive) throws(DocumentRejection) {
        var contents: [String: [UInt8]] = [:]
        for entry in archive.files { contents[entry.name] = try archive.contents(of: entry) }
        self.contents = contents
        names = archive.files.map(\.name)
    }

    subscript(_ name: String) -> [UInt8]? { contents[name] }
}

/// The octets that `%` and two digits stand for. RFC 3986 §2.1.
enum PercentEncoding {
    /// Nil for a malformed escape, or what is no UTF-8 then.
    static func decode(_ text: some StringProtocol) -> String? {
        var octets: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else {
                octets.append(octet)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
            octets.append(high << 4 | low)
        }
        return String(validating: octets, as: UTF8.self)
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x41...0x46: character - 0x37
        case 0x61...0x66: character - 0x57
        default: nil
        }
    }
}
