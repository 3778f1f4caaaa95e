package import PKI
internal import Primitives

/// An identifier in the subject of a signer's certificate. Vietnamese authorities write it as UID, with a prefix for its kind.
package struct CertificateIdentifier: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Social insurance.
        case socialInsurance = "BHXH"
        case personalNumber = "CCCD"
        /// The identity card of before, with 9 digits or the new number.
        case identityCard = "CMND"
        case passport = "HC"
        /// A unit of government.
        case governmentUnit = "MNS"
        case taxCode = "MST"
        /// A prefix that means nothing, or a value that is not of its kind.
        case unknown
        case unprefixed
    }

    package var kind: Kind
    /// As it stands there without its prefix; with it when the kind is `unknown`.
    package var value: String

    /// One value of an attribute, taken apart at its first colon.
    package init(parsing text: String) {
        let composed = Self.trimmed(text.canonicallyComposed)
        guard let colon = composed.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            self.init(kind: .unprefixed, value: composed)
            return
        }
        let (prefix, value) = (String(composed[..<colon]), Self.trimmed(String(composed[composed.utf8.index(after: colon)...])))
        if let kind = Self.prefixed.first(where: { $0.rawValue.isSame(as: prefix) }), Self.isValue(value, of: kind) {
            self.init(kind: kind, value: value)
        } else {
            self.init(kind: .unknown, value: composed)
        }
    }

    private init(kind: Kind, value: String) {
        self.kind = kind
        self.value = value
    }

    private static let prefixed: [Kind] = [.socialInsurance, .personalNumber, .identityCard, .passport, .governmentUnit, .taxCode]

    /// Only the plain spelling counts: ASCII digits without separators but the hyphen of a branch.
    private static func isValue(_ value: String, of kind: Kind) -> Bool {
        let digits = value.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        switch kind {
        case .personalNumber: return digits && PersonalNumber(parsing: value) != nil
        case .identityCard: return digits && (value.utf8.count == 9 || value.utf8.count == 12)
        case .socialInsurance: return digits && value.utf8.count == 10
        case .governmentUnit: return digits && (1...20).contains(value.utf8.count)
        case .taxCode: return TaxCode(parsing: value)?.text.isSame(as: value) ?? false
        case .passport: return (1...20).contains(value.utf8.count) && value.utf8.allSatisfy(isLetterOrDigit)
        case .unknown, .unprefixed: return false
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
        var result = ""
        result.unicodeScalars.append(contentsOf: text.unicodeScalars.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
        return result
    }
}

extension CertificateIdentifier {
    private static let uid = "0.9.2342.19200300.100.1.1"
    private static let serialNumber = "2.5.4.5"
    private static let organization = "2.5.4.10"

    /// Every UID of the subject; where there is none, what SERIALNUMBER and O hold with a prefix.
    package static func all(in certificate: Certificate) -> [CertificateIdentifier] {
        let values = { (type: String) in certificate.subjectAttributes.filter { $0.type == type }.map { Self(parsing: $0.value) } }
        let own = values(uid)
        guard own.isEmpty else { return own }
        // A name with a colon is no identifier: here only what has the form of one counts, and never to be matched when it is in O.
        let serials = values(serialNumber).filter { $0.kind != .unknown }
        let names = values(organization).filter { $0.kind != .unknown && $0.kind != .unprefixed }
        return serials + names.map { Self(kind: .unknown, value: $0.kind.rawValue + ":" + $0.value) }
    }
}
