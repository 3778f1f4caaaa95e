internal import Primitives

/// The name of a certificate's subject, compared as X.500 compares names and not as text. RFC 4514, RFC 4517 §4.2.
package struct DistinguishedName: Sendable, Equatable {
    struct Attribute: Sendable, Hashable {
        /// The object identifier in dotted form.
        let type: String
        /// As it is compared: without regard to case, and to how many spaces there are. RFC 4518 §2.
        let value: String
        /// As it is written.
        let text: String

        init(type: String, value: String) {
            self.type = type
            text = value
            self.value = value.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }

        static func == (one: Self, other: Self) -> Bool { one.type.isSame(as: other.type) && one.value == other.value }
        func hash(into hasher: inout Hasher) {
            hasher.combine(type)
            hasher.combine(value)
        }
    }

    /// From the most general to the most specific, as a certificate has them. Within one set no order counts.
    private let sets: [Set<Attribute>]

    init(_ sets: [[Attribute]]) { self.sets = sets.map(Set.init) }

    /// The string form of RFC 4514 §3: the most specific first, separated by commas.
    ///
    /// Nil when it is not of that form, or names a type of attribute that is not in the table below.
    package init?(parsing text: String) {
        guard (1...1024).contains(text.utf8.count) else { return nil }
        var reader = DistinguishedNameReader(text)
        guard let sets = reader.sets() else { return nil }
        self.init(sets.reversed())
    }

    /// RFC 4514 §3 and what certificates of organisations hold besides.
    static let types = [
        "CN": "2.5.4.3", "SN": "2.5.4.4", "SERIALNUMBER": "2.5.4.5", "C": "2.5.4.6", "L": "2.5.4.7", "ST": "2.5.4.8",
        "STREET": "2.5.4.9", "O": "2.5.4.10", "OU": "2.5.4.11", "TITLE": "2.5.4.12", "POSTALCODE": "2.5.4.17", "GN": "2.5.4.42",
        "GIVENNAME": "2.5.4.42", "ORGANIZATIONIDENTIFIER": "2.5.4.97", "UID": "0.9.2342.19200300.100.1.1",
        "DC": "0.9.2342.19200300.100.1.25", "EMAILADDRESS": "1.2.840.113549.1.9.1",
    ]
}
