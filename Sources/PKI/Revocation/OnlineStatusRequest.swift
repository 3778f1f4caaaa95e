package import Primitives

/// A question to an OCSP responder about one certificate. RFC 6960 §4.1.1.
package enum OnlineStatusRequest {
    package static let mediaType = "application/ocsp-request"

    /// Without a nonce: the answer is kept and used again, so that nothing depends on its being made for us. The names are hashed with SHA-1,
    /// the one algorithm that every responder knows (RFC 5019 §2.1.1); it protects nothing here. Nil when the issuer's key cannot be read.
    package static func der(about certificate: Certificate, issuer: Certificate) -> [UInt8]? {
        guard let name = DigestAlgorithm.sha1.digest(certificate.issuerDER),
            let key = issuer.keyBits.flatMap({ DigestAlgorithm.sha1.digest($0) })
        else { return nil }
        let identifier = DERWriter.sequence([
            DERWriter.sequence([DERWriter.objectIdentifier("1.3.14.3.2.26"), DERWriter.null]), DERWriter.octetString(name),
            DERWriter.octetString(key), DERWriter.value(.integer, certificate.serialNumber),
        ])
        let requests = DERWriter.sequence([DERWriter.sequence([identifier])])
        return DERWriter.sequence([DERWriter.sequence([requests])])
    }
}

extension OnlineStatus {
    /// Of its newest answer, and until when that is meant to be used.
    package var reach: (thisUpdate: Instant, nextUpdate: Instant?)? {
        answers.max { $0.thisUpdate < $1.thisUpdate }.map { ($0.thisUpdate, $0.nextUpdate) }
    }
}
