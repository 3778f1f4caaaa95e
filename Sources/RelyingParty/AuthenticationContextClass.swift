/// How strongly a person was authenticated: the provider's `acr` values, in order. OpenID Connect Core 1.0 §2.
public enum AuthenticationContextClass: String, Sendable, CaseIterable, Comparable {
    /// One factor.
    case loa1 = "LoA1"
    /// Two factors.
    case loa2 = "LoA2"
    /// Phishing-resistant, or a certificate.
    case loa3 = "LoA3"
    /// A certificate, or a passkey with user verification, on an account proofed in person.
    case loa4 = "LoA4"

    public static func < (a: Self, b: Self) -> Bool { rank(a) < rank(b) }

    private static func rank(_ level: Self) -> Int {
        switch level {
        case .loa1: 1
        case .loa2: 2
        case .loa3: 3
        case .loa4: 4
        }
    }
}
