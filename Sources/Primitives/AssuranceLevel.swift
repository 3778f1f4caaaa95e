/// How strongly a person was authenticated, or may be: the provider's `acr` values, in order.
package enum AssuranceLevel: String, Sendable, Hashable, Comparable, CaseIterable {
    /// One factor.
    case loa1 = "LoA1"
    /// Two factors.
    case loa2 = "LoA2"
    /// Phishing-resistant, or a certificate.
    case loa3 = "LoA3"
    /// A certificate, or a passkey with user verification, on an account proofed in person.
    case loa4 = "LoA4"

    private var rank: Int {
        switch self {
        case .loa1: 1
        case .loa2: 2
        case .loa3: 3
        case .loa4: 4
        }
    }

    package static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
}
