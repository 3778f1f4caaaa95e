/// What became of a sign-out, for the page that tells of it.
package struct SignOutOutcome: Sendable {
    package enum Answer: Sendable, Equatable {
        /// The portal said by back channel that its session is over.
        case confirmed
        /// The portal has not said so, or cannot be told.
        case unconfirmed
        /// The person's browser loads the portal's address, and nobody can tell whether that ended anything.
        case asked
    }

    /// Whether there was a session to end.
    package var hadSession: Bool
    /// In the order of their first sign-in.
    package var portals: [(client: ClientRegistration, answer: Answer)] = []
    /// Addresses for the page to load in frames. OpenID Connect Front-Channel Logout 1.0 §3.
    package var frames: [String] = []
    /// Where the person goes on: an address that the portal registered.
    package var destination: (portal: ClientRegistration, address: String)?
}
