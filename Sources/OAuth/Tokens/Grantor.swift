package import Primitives

/// On whose word a client acts. RFC 6749 §1.1, §4.4.
package enum Grantor: Sendable, Equatable {
    /// A person who signed in here.
    case signedIn(Authentication)
    /// A person whom a registered issuer names; nobody signed in here. RFC 7523 §2.1.
    case asserted(ID<Account>)
    /// The client itself: there is no person. RFC 6749 §4.4.
    case client

    package var account: ID<Account>? {
        switch self {
        case .signedIn(let authentication): authentication.account
        case .asserted(let account): account
        case .client: nil
        }
    }

    /// Nil when nobody signed in.
    package var authentication: Authentication? { if case .signedIn(let authentication) = self { authentication } else { nil } }
}
