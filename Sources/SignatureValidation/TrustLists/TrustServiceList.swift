package import PKI
package import Primitives

/// A trusted list of a state, whose signature was verified. ETSI TS 119 612.
package struct TrustServiceList: Sendable {
    /// Two letters. §5.3.10.
    package let territory: String
    /// Grows with each edition. §5.3.2.
    package let sequenceNumber: Int
    /// §5.3.14.
    package let issued: Instant
    /// Nil for a list that is closed. §5.3.15.
    package let nextUpdate: Instant?
    package let services: [TrustService]
    /// Where other lists are, and who signs them: of a list of lists. §5.3.13.
    package let pointers: [Pointer]
    /// Who signed it.
    package private(set) var signer: Certificate?

    package struct Pointer: Sendable {
        package let location: String
        package let certificates: [Certificate]
    }

    package enum Refusal: Error, Sendable, Equatable {
        case document(DocumentRejection)
        /// Not signed once and as a whole, or the signature does not hold.
        case signature
        /// By another certificate than those who may sign it, or one that was not valid when the list was issued.
        case signer(Certificate)
        /// A newer edition was due; since then.
        case outOfDate(Instant)
        /// Issued in the future.
        case notYetValid
    }

    /// Reads a list, and believes it only when one of the signers signed all of it and its time is not over.
    /// - Parameter signers: fingerprints of the certificates that may sign it: from the operator, or from the list of lists.
    package static func read(
        _ bytes: [UInt8], signers: Set<[UInt8]>, at now: Instant, limits: Limits = Limits()
    ) throws(Refusal) -> TrustServiceList {
        let (list, signer) = try document { () throws(DocumentRejection) in
            let tree = try XMLReader.read(bytes[...], limits: limits)
            let signatures = try XMLSignatureReader(tree, parts: .none, limits: limits).signatures()
            return (try TrustServiceListReader(tree).list(), signatures.count == 1 ? wholeSigner(signatures[0]) : nil)
        }
        guard let signer else { throw .signature }
        guard signers.contains(signer.fingerprint), signer.notBefore <= list.issued, list.issued <= signer.notAfter else {
            throw .signer(signer)
        }
        guard list.issued <= now + skew else { throw .notYetValid }
        if let nextUpdate = list.nextUpdate, nextUpdate < now { throw .outOfDate(nextUpdate) }
        var believed = list
        believed.signer = signer
        return believed
    }

    /// Clocks differ by as much.
    private static let skew: Int64 = 300

    private static func document<Result>(_ body: () throws(DocumentRejection) -> Result) throws(Refusal) -> Result {
        do { return try body() } catch { throw .document(error) }
    }

    private static func wholeSigner(_ signature: DocumentSignature) -> Certificate? {
        guard signature.formatFailure == nil, signature.cryptography == .valid, signature.document == .unchanged,
            signature.certificateReference != .differs
        else { return nil }
        return signature.signingCertificate
    }

    /// The services as anchors: those that certify people in `domain`, and those that certify time.
    package func anchors(domain: TrustDomain) -> [TrustAnchor] {
        anchors(services.filter(\.issuesCertificates), domain) + anchors(services.filter(\.issuesTimestamps), .timestamp)
    }

    /// One for each certificate: a service may be listed twice, under another status each time.
    private func anchors(_ services: [TrustService], _ domain: TrustDomain) -> [TrustAnchor] {
        var periods: [Certificate: [TrustPeriod]] = [:]
        for service in services {
            for certificate in service.certificates { periods[certificate, default: []] += service.periods }
        }
        return periods.filter { !$0.value.isEmpty }.map { TrustAnchor(listed: $0.key, domain: domain, periods: $0.value) }
    }
}
