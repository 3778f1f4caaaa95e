package import Primitives

/// What a client may exchange tokens for: the house's own registration member `token_exchange`. Without it, nothing. RFC 8693 §5.
package struct TokenExchangePolicy: Sendable, Equatable {
    package enum Mode: String, Sendable, CaseIterable {
        /// The new token does not show who acts.
        case impersonation
        /// The new token names, as `act`, who acts for the person. RFC 8693 §4.1.
        case delegation
    }

    package var modes: [Mode]
    /// The clients whose services the new tokens may be for, by `client_id`.
    package var audiences: [String]

    package init(modes: [Mode], audiences: [String]) {
        self.modes = modes
        self.audiences = audiences
    }

    package var json: JSON.Object { ["modes": JSON(modes.map(\.rawValue)), "audiences": JSON(audiences)] }
}
