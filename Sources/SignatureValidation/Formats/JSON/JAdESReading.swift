internal import PKI
internal import Primitives

/// Takes one JSON signature apart: its mathematics, its properties, and the counter-signatures in it.
struct JAdESReading {
    private let part: JWSSerialization.Part
    private let payload: JWSPayload
    private let identifier: String
    private let limits: Limits
    /// Members of the file beside the signature.
    var unsignedMembers: [String] = []

    init(_ part: JWSSerialization.Part, payload: JWSPayload, identifier: String, limits: Limits) {
        self.part = part
        self.payload = payload
        self.identifier = identifier
        self.limits = limits
    }

    /// The signature, and behind it those that counter-sign it.
    func signatures() -> [DocumentSignature] {
        guard part.malformation == nil, let header = JAdESHeader(encoded: part.protected, unprotected: part.header, limits: limits) else {
            return [malformed(part.malformation ?? "the protected header is not one")]
        }
        guard let value = Base64URL.decode(part.signature) else { return [malformed("the signature value is not base64url")] }
        let unsigned = JAdESUnsigned(part.header)
        var signature = DocumentSignature(identifier: identifier, cryptography: .certificateNotFound, document: .unchanged)
        signature.formatFailure = header.malformation
        describe(&signature, header, unsigned)
        signature.cryptography = cryptography(header, value, signature.signingCertificate)
        JAdESTimestamps(part: part, payload: payload, header: header, unsigned: unsigned).add(to: &signature)
        signature.properties = JAdESLevel.properties(header, signature)
        return [signature] + counterSignatures(unsigned)
    }

    private func malformed(_ why: String) -> DocumentSignature {
        var signature = DocumentSignature(identifier: identifier, cryptography: .signatureFailure("format"), document: .unchanged)
        signature.formatFailure = why
        return signature
    }

    private func describe(_ signature: inout DocumentSignature, _ header: JAdESHeader, _ unsigned: JAdESUnsigned) {
        let found = (header.certificates + unsigned.certificates).prefix(limits.certificates)
        // Without `x5c` the digest finds the certificate among those that came along.
        let named = header.certificateDigests.first.flatMap { digest in found.first { digest.matches($0) } }
        signature.signingCertificate = header.certificates.first ?? named
        signature.certificateReference = reference(header, signature.signingCertificate)
        signature.certificates = found.filter { $0.fingerprint != signature.signingCertificate?.fingerprint }
        signature.revocationLists = unsigned.revocationLists
        signature.ocspResponses = unsigned.ocspResponses
        signature.claimedTime = header.claimedTime
        signature.signaturePolicy = header.signaturePolicy
        signature.scope = header.detachedReference.map(\.names) ?? ["payload"]
        signature.errors = header.errors
        signature.warnings = header.warnings + unsigned.warnings
        if !unsignedMembers.isEmpty { signature.warnings.append(Finding("unsigned-members")) }
        signature.algorithms = algorithms(header, signature.signingCertificate)
    }

    /// `x5c` in a protected header is signed itself; a digest beside it must agree.
    private func reference(_ header: JAdESHeader, _ certificate: Certificate?) -> CertificateReference {
        guard let certificate else { return .absent }
        // With several references the first is the signing certificate's, the others are its issuers'. TS 119 182-1 §5.2.2.3.
        if let first = header.certificateDigests.first { return first.matches(certificate) ? .matches : .differs }
        return header.certificates.isEmpty ? .absent : .matches
    }

    private func algorithms(_ header: JAdESHeader, _ certificate: Certificate?) -> [AlgorithmUse] {
        guard let scheme = header.scheme else { return [] }
        let signing = AlgorithmUse(
            purpose: .signature, digest: scheme.digest?.rawValue, signature: scheme.name, keyBits: certificate?.key?.bits)
        return [signing]
            + header.certificateDigests.prefix(1).map { AlgorithmUse(purpose: .certificateReference, digest: $0.algorithm.rawValue) }
    }

    private func cryptography(_ header: JAdESHeader, _ value: [UInt8], _ certificate: Certificate?) -> Cryptography {
        if let malformation = header.malformation { return .signatureFailure(malformation) }
        guard let scheme = header.scheme else { return .unsupported("alg") }
        guard let certificate else { return header.members["jwk"] == nil ? .certificateNotFound : .unsupported("jwk without certificate") }
        guard let key = certificate.key else { return .unsupported("key") }
        switch payload.input(header) {
        case .failure(let failure): return failure
        case .bytes(let bytes):
            guard header.fits(key) else { return .signatureFailure("the key is not of the algorithm's kind") }
            let message = PublicKey.Message.parts([part.protected[...], [UInt8(ascii: ".")], bytes[...]])
            return Self.word(key.verify(value, over: message, scheme: scheme))
        }
    }

    private static func word(_ verdict: PublicKey.Verdict) -> Cryptography {
        switch verdict {
        case .valid: .valid
        case .invalid: .signatureFailure("signature value")
        case .unsupported(let what): .unsupported(what)
        }
    }

    /// `cSig`: a JWS over the signature value that it stands in, one level deep. ETSI TS 119 182-1 §5.3.2.
    private func counterSignatures(_ unsigned: JAdESUnsigned) -> [DocumentSignature] {
        unsigned.values("cSig").enumerated().flatMap { index, value in
            JAdESCounterSignature(value, of: part.signature).reading("\(identifier)/counter-signature-\(index + 1)", limits)
        }
    }
}
