package import TokenCrypto

/// How a client asks people who are elsewhere, and fetches the answer: by polling. OpenID CIBA Core 1.0 §4, §5.
package struct BackchannelDelivery: Sendable, Equatable {
    /// What its requests are signed with; nil: they need not be signed. §7.1.1.
    package var requestAlgorithm: SignatureAlgorithm?
}
