package import Primitives

/// An OCSP response, taken apart and not believed yet. RFC 6960 §4.2.1.
package struct OnlineStatus: Sendable {
    /// As it was received.
    package let der: [UInt8]
    /// SHA-256 of the whole.
    package let fingerprint: [UInt8]
    package let producedAt: Instant
    /// Certificates that came along.
    package let certificates: [Certificate]
    let responder: Responder
    let answers: [Answer]
    let algorithm: AlgorithmIdentifier
    let signature: ArraySlice<UInt8>
    let toBeSigned: ArraySlice<UInt8>

    /// Who says that it answers. RFC 6960 §4.2.1.
    enum Responder: Sendable {
        /// DER.
        case name([UInt8])
        /// SHA-1 of the key.
        case key([UInt8])
    }

    package static let maximumBytes = 1 << 20

    /// Nil when the bytes are not one successful response, whole or basic, or it has a critical part that is not understood here.
    package init?(der: [UInt8]) {
        guard der.count <= Self.maximumBytes, let fields = try? OnlineStatusFields(der),
            let fingerprint = DigestAlgorithm.sha256.digest(der)
        else { return nil }
        self.der = der
        self.fingerprint = fingerprint
        (producedAt, responder, answers) = (fields.producedAt, fields.responder, fields.answers)
        (algorithm, signature, toBeSigned) = (fields.algorithm, fields.signature, fields.toBeSigned)
        certificates = fields.certificates
    }

    /// The answer about one certificate. RFC 6960 §4.2.1.
    struct Answer: Sendable {
        var hash: DigestAlgorithm
        var issuerNameHash: ArraySlice<UInt8>
        var issuerKeyHash: ArraySlice<UInt8>
        var serialNumber: ArraySlice<UInt8>
        var status: RevocationStatement.Status
        var thisUpdate: Instant
        var nextUpdate: Instant?
        var archiveCutoff: Instant?

        /// Whether the question was this certificate, under this issuer. RFC 6960 §3.2 (1).
        func isAbout(_ certificate: Certificate, issuer: Certificate) -> Bool {
            guard serialNumber.elementsEqual(certificate.serialNumber), let key = issuer.keyBits else { return false }
            return hash.digest(certificate.issuerDER)?.elementsEqual(issuerNameHash) == true
                && hash.digest(key)?.elementsEqual(issuerKeyHash) == true
        }
    }
}

extension Certificate {
    /// The key itself, without its algorithm: what OCSP and key identifiers hash.
    var keyBits: ArraySlice<UInt8>? {
        guard var reader = try? DERReader.whole(subjectPublicKeyInfo[...], rules: .ber).reader(), (try? reader.next(.sequence)) != nil
        else { return nil }
        return try? reader.next(.bitString).bitString()
    }
}
