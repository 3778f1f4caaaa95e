package import TokenCrypto

/// How a client asks people who are elsewhere, and hears of the answer. OpenID CIBA Core 1.0 §4, §5.
package struct BackchannelDelivery: Sendable, Equatable {
    /// What its requests are signed with; nil: they need not be signed. §7.1.1.
    package var requestAlgorithm: SignatureAlgorithm?
    /// Where it is told that there is an answer, which it then fetches; nil: it polls.
    package var notificationEndpoint: String?

    var mode: String { notificationEndpoint == nil ? "poll" : "ping" }
}
