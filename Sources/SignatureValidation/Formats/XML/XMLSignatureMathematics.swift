internal import PKI
internal import Primitives

/// Verifies `ds:SignatureValue` over `ds:SignedInfo`, by the key of a certificate and of nothing else. XMLDSig §3.2.2.
struct XMLSignatureMathematics {
    enum Verdict: Equatable {
        case invalid
        case noCertificate
        case unserved(String)
        case valid
    }

    let verdict: Verdict
    /// The certificate that it was verified with, or should have been.
    let certificate: Certificate?
    let reference: CertificateReference
    let scheme: SignatureScheme?

    /// No more keys are tried than a sound signature could need.
    private static let maximumCandidates = 16

    init(
        _ signature: XMLSignatureElement, signedInfo: [UInt8]?, keys: XMLKeyInformation,
        digests: [QualifyingProperties.CertificateDigest]?, in tree: XMLTree
    ) {
        scheme = SignatureScheme(signatureMethod: signature.signatureMethod, in: tree)
        let candidates = Self.candidates(keys, digests)
        guard let scheme, let signedInfo else {
            let method = tree.attribute(scheme == nil ? signature.signatureMethod : signature.signedInfo, "Algorithm")
            verdict = .unserved(method ?? "CanonicalizationMethod")
            (certificate, reference) = (candidates.first, Self.reference(candidates.first, digests))
            return
        }
        var first: Verdict?
        for candidate in candidates.prefix(Self.maximumCandidates) {
            let verdict = Self.verify(signature.signatureValue, signedInfo, candidate, scheme)
            if verdict == .valid {
                (self.verdict, certificate, reference) = (.valid, candidate, Self.reference(candidate, digests))
                return
            }
            first = first ?? verdict
        }
        verdict = first ?? .noCertificate
        (certificate, reference) = (candidates.first, Self.reference(candidates.first, digests))
    }

    /// The certificate whose digest is signed, and no other: a key that was put beside it is not the signer's. Where none is named, or
    /// the named one did not come along, those of the key information. EN 319 102-1 §5.2.3.
    private static func candidates(_ keys: XMLKeyInformation, _ digests: [QualifyingProperties.CertificateDigest]?) -> [Certificate] {
        guard let digests else { return keys.certificates }
        let named = keys.all.filter { certificate in digests.contains { $0.matches(certificate) } }
        return named.isEmpty ? keys.certificates : named
    }

    private static func reference(
        _ certificate: Certificate?, _ digests: [QualifyingProperties.CertificateDigest]?
    ) -> CertificateReference {
        guard let digests else { return .absent }
        return certificate.map { certificate in digests.contains { $0.matches(certificate) } } ?? false ? .matches : .differs
    }

    private static func verify(
        _ value: [UInt8], _ signedInfo: [UInt8], _ certificate: Certificate, _ scheme: SignatureScheme
    ) -> Verdict {
        guard let key = certificate.key else { return .unserved("key of the certificate") }
        switch key.verify(numbersOfExactLength(value, key, scheme), over: .bytes(signedInfo), scheme: scheme) {
        case .invalid: return .invalid
        case .unsupported(let name): return .unserved(name)
        case .valid: return .valid
        }
    }

    /// Some signers write each number of an ECDSA signature as a signed integer, with a zero more, or leave a leading zero out. RFC 4050
    /// §3.3 wants the length of the order; zeros in front change no number.
    private static func numbersOfExactLength(_ value: [UInt8], _ key: PublicKey, _ scheme: SignatureScheme) -> [UInt8] {
        guard case .ecdsa(_, .raw) = scheme else { return value }
        let (length, half) = ((key.bits + 7) / 8, value.count / 2)
        guard value.count.isMultiple(of: 2), abs(half - length) <= 2 else { return value }
        let (r, s) = (value[..<half], value[half...])
        let surplus = max(half - length, 0)
        guard (r.prefix(surplus) + s.prefix(surplus)).allSatisfy({ $0 == 0 }) else { return value }
        let zeros = [UInt8](repeating: 0, count: max(length - half, 0))
        return zeros + r.suffix(length) + zeros + s.suffix(length)
    }
}
