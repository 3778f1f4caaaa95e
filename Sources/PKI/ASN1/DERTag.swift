/// The identifier octet of a value: class, form and number in one. X.690 §8.1.2.
package struct DERTag: Sendable, Hashable {
    package let octet: UInt8
    package init(_ octet: UInt8) { self.octet = octet }

    package static let boolean = Self(0x01)
    package static let integer = Self(0x02)
    package static let bitString = Self(0x03)
    package static let octetString = Self(0x04)
    package static let null = Self(0x05)
    package static let objectIdentifier = Self(0x06)
    package static let enumerated = Self(0x0A)
    package static let utf8String = Self(0x0C)
    package static let printableString = Self(0x13)
    package static let ia5String = Self(0x16)
    package static let utcTime = Self(0x17)
    package static let generalizedTime = Self(0x18)
    package static let sequence = Self(0x30)
    package static let set = Self(0x31)

    /// A context-specific tag, for a number below 31.
    package static func context(_ number: UInt8, constructed: Bool = true) -> Self { Self((constructed ? 0xA0 : 0x80) | number) }

    package var isConstructed: Bool { octet & 0x20 != 0 }
    /// The same class and number in the constructed form, which BER allows strings to take. X.690 §8.7.3.
    package var constructed: Self { Self(octet | 0x20) }
}
