package import Primitives

/// What one believed piece of evidence says of one certificate: authentic, within its scope, and of a certain time.
package struct RevocationStatement: Sendable, Equatable {
    package enum Status: Sendable, Equatable {
        case good
        case revoked(at: Instant, RevocationReason)
        /// On hold, which can be taken back.
        case suspended(since: Instant)
        /// An OCSP responder that does not know the certificate.
        case unknown
    }

    package enum Source: String, Sendable { case list = "CRL", response = "OCSP" }

    package let status: Status
    package let source: Source
    /// SHA-256 of the list or the answer.
    package let fingerprint: [UInt8]
    /// When the statement was true.
    package let thisUpdate: Instant
    /// Until when it is meant to be used.
    package let nextUpdate: Instant?
    /// When it was signed, for an answer; for a list the same as `thisUpdate`.
    package let producedAt: Instant
    /// The certificates of who signed it and of whoever vouches for them, up to the issuer of the certificate in question.
    package let signer: Certificate
    /// A certificate that had expired before this is passed over in silence.
    package let coversExpiredSince: Instant?

    /// Whether silence about a certificate means that it was not revoked: authorities take expired ones off their lists.
    package func isConclusive(about certificate: Certificate) -> Bool {
        if case .good = status, thisUpdate > certificate.notAfter {
            return coversExpiredSince.map { $0 <= certificate.notAfter } ?? false
        }
        return true
    }
}
