/// Why a certificate was revoked. RFC 5280 §5.3.1.
package enum RevocationReason: Int, Sendable, Hashable {
    case unspecified = 0
    case keyCompromise = 1
    case cACompromise = 2
    case affiliationChanged = 3
    case superseded = 4
    case cessationOfOperation = 5
    /// Suspended: the only state that can be taken back.
    case certificateHold = 6
    /// In a delta list: no longer suspended, or expired.
    case removeFromCRL = 8
    case privilegeWithdrawn = 9
    case aACompromise = 10
}

/// Sets of reasons, as lists and distribution points divide them. RFC 5280 §4.2.1.13.
struct ReasonFlags: OptionSet, Sendable, Hashable {
    let rawValue: Int

    /// The nine that there are, from keyCompromise on: bit 0 is unused.
    static let all = Self(rawValue: 0b1_1111_1110)

    /// Nil when the bits name none of them.
    init?(_ value: DERValue, implicit tag: DERTag) throws(DERError) {
        guard value.tag == tag, let unused = value.contents.first, unused < 8 else { throw .malformed }
        var flags = 0
        for (index, octet) in value.contents.dropFirst().prefix(2).enumerated() {
            for bit in 0..<8 where octet & (0x80 >> bit) != 0 { flags |= 1 << (index * 8 + bit) }
        }
        self = Self(rawValue: flags).intersection(.all)
        if isEmpty { return nil }
    }

    init(rawValue: Int) { self.rawValue = rawValue }
}
