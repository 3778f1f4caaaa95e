package import Primitives

/// A password as it is hashed: every spelling of the same text gives the same bytes, and nothing is trimmed or folded.
///
/// NFC, so that keyboards that compose and keyboards that do not let the same person in. NIST SP 800-63B-4 §3.1.1.2.
package struct Password: Sendable {
    package let bytes: Secret

    /// Far above any password manager's, far below what would be work to normalise.
    package static let maximumBytes = 4096
    /// What an operator may set. NIST SP 800-63B-4 §3.1.1.2 wants 15 where it is the only factor and chosen by the person.
    package static let minimumLength = 8

    /// Nil when the text is empty or too long to be a password.
    package init?(_ text: String) {
        guard 1...Self.maximumBytes ~= text.utf8.count else { return nil }
        bytes = Secret(text.canonicallyComposed)
    }
}
