internal import Primitives

extension RevocationJudge {
    func responseStatements(about index: Int, of path: CertificationPath) -> [RevocationStatement] {
        let target = path.certificates[index]
        let issuer = path.issuer(of: index)
        var signaturesLeft = Self.maximumSignatures
        return evidence.responses.flatMap { response -> [RevocationStatement] in
            let answers = response.answers.filter { $0.isAbout(target, issuer: issuer) }
            guard !answers.isEmpty, let signer = signer(of: response, issuer: issuer, path: path, &signaturesLeft) else { return [] }
            return answers.map { answer in
                RevocationStatement(
                    status: answer.status, source: .response, fingerprint: response.fingerprint, thisUpdate: answer.thisUpdate,
                    nextUpdate: answer.nextUpdate, producedAt: response.producedAt, signer: signer,
                    coversExpiredSince: answer.archiveCutoff)
            }
        }
    }

    /// The issuer of the certificate itself, or one whom it entitled to answer in its place. RFC 6960 §4.2.2.2.
    private func signer(
        of response: OnlineStatus, issuer: Certificate, path: CertificationPath, _ signaturesLeft: inout Int
    ) -> Certificate? {
        for candidate in [issuer] + response.certificates + evidence.certificates where response.responder.is(candidate) {
            guard signaturesLeft > 0 else { return nil }
            signaturesLeft -= 1
            guard isSigned(response, by: candidate) else { continue }
            if candidate == issuer || isDelegated(candidate, by: issuer, of: path, at: response.producedAt) { return candidate }
        }
        return nil
    }

    private func isSigned(_ response: OnlineStatus, by signer: Certificate) -> Bool {
        guard let key = signer.key else { return false }
        return ValidationMemo.shared.signature(response.fingerprint, by: signer.subjectPublicKeyInfo) {
            guard let scheme = SignatureScheme(response.algorithm) else { return false }
            return key.verify(response.signature, over: .parts([response.toBeSigned]), scheme: scheme) == .valid
        }
    }

    /// Issued by the very authority whose certificates it answers for, for this purpose, valid when it answered, and not revoked as far
    /// as anybody says.
    private func isDelegated(_ responder: Certificate, by issuer: Certificate, of path: CertificationPath, at time: Instant) -> Bool {
        guard responder.extendedKeyUsage?.contains(.ocspSigning) == true, responder.maySignDocuments,
            (responder.notBefore...max(responder.notBefore, responder.notAfter)).contains(time), responder.isNamed(asIssuedBy: issuer),
            responder.isSigned(by: issuer), isUnderstood(responder)
        else { return false }
        if responder.hasOCSPNoCheck { return true }
        guard let judge = inquiring(about: responder) else { return false }
        let own = CertificationPath(certificates: [responder] + path.certificates.drop { $0 != issuer }, domain: path.domain)
        switch judge.status(of: 0, in: own) {
        case .revoked, .suspended: return false
        case .good, .missing, .outOfBounds: return true
        }
    }

    /// RFC 5280 §4.2: what is critical and not understood makes a certificate unusable.
    private func isUnderstood(_ responder: Certificate) -> Bool {
        responder.extensions.allSatisfy { !$0.value.isCritical || Self.understood.contains($0.key) }
    }

    /// Key usage, constraints, alternative names, distribution points, policies, extended key usage, subject's alternative name.
    private static let understood: Set<OID> = [
        "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.31", "2.5.29.32", "2.5.29.37", "1.3.6.1.5.5.7.48.1.5",
    ]
}

extension OnlineStatus.Responder {
    fileprivate func `is`(_ certificate: Certificate) -> Bool {
        switch self {
        case .name(let name): NameEncoding.areSame(name, certificate.subjectDER)
        case .key(let hash): certificate.keyBits.flatMap { DigestAlgorithm.sha1.digest($0) } == hash
        }
    }
}
