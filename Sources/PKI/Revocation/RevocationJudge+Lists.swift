internal import Primitives

extension RevocationJudge {
    /// RFC 5280 §6.3.3, once for each complete list: those that cover every reason by themselves, and all the others together.
    func listStatements(about index: Int, of path: CertificationPath) -> [RevocationStatement] {
        let target = path.certificates[index]
        let issuer = path.issuer(of: index)
        var statements: [RevocationStatement] = []
        var partial: [(ReasonFlags, RevocationStatement)] = []
        var signaturesLeft = Self.maximumSignatures
        let points = target.distributionPoints
        let (name, hasOtherIssuers) = (target.issuerHash, points.contains { !$0.issuers.isEmpty })
        for list in evidence.lists where list.baseNumber == nil && (hasOtherIssuers || list.issuerHash == name) {
            let reasons = list.reasons(for: target, points: points)
            guard !reasons.isEmpty, let signer = signer(of: list, issuer: issuer, path: path, &signaturesLeft),
                let statement = statement(of: list, about: target, signer: signer)
            else { continue }
            if reasons == .all { statements.append(statement) } else { partial.append((reasons, statement)) }
        }
        return statements + Self.joined(partial)
    }

    /// A revocation for some reasons is one; that there is none must be said for all of them.
    private static func joined(_ partial: [(reasons: ReasonFlags, statement: RevocationStatement)]) -> [RevocationStatement] {
        let revoking = partial.map(\.statement).filter { $0.status != .good }
        guard revoking.isEmpty else { return revoking }
        var covered: ReasonFlags = []
        var oldest: RevocationStatement?
        for (reasons, statement) in partial.sorted(by: { $0.statement.thisUpdate > $1.statement.thisUpdate })
        where !reasons.isSubset(of: covered) {
            covered.formUnion(reasons)
            oldest = statement
        }
        return covered == .all ? oldest.map { [$0] } ?? [] : []
    }

    /// Differences to one list; the store's come first.
    private static let maximumChanges = 32

    private func statement(of list: RevocationList, about target: Certificate, signer: Certificate) -> RevocationStatement? {
        let changes = evidence.lists.lazy.filter { $0.isDifference(to: list) }.prefix(Self.maximumChanges)
        let delta = changes.filter { $0.isSigned(by: signer) }.max { $0.thisUpdate < $1.thisUpdate }
        do throws(DERError) {
            var entry = try list.entry(serialNumber: target.serialNumber, issuer: target.issuerDER)
            if let change = try delta?.entry(serialNumber: target.serialNumber, issuer: target.issuerDER) {
                entry = change.reason == .removeFromCRL ? nil : change
            }
            let newest = delta ?? list
            return RevocationStatement(
                status: Self.status(of: entry), source: .list, fingerprint: newest.fingerprint, thisUpdate: newest.thisUpdate,
                nextUpdate: newest.nextUpdate, producedAt: newest.thisUpdate, signer: signer,
                coversExpiredSince: list.expiredCertificatesSince)
        } catch {
            return nil
        }
    }

    private static func status(of entry: RevocationEntry?) -> RevocationStatement.Status {
        switch entry?.reason {
        case nil: .good
        case .certificateHold: .suspended(since: entry?.revokedAt ?? Instant(secondsSinceEpoch: 0))
        case .some(let reason): .revoked(at: entry?.revokedAt ?? Instant(secondsSinceEpoch: 0), reason)
        }
    }

    /// Who signed the list: the issuer of the certificate, or a certificate of the list's name under the same anchor. RFC 5280 §6.3.3 (f).
    private func signer(
        of list: RevocationList, issuer: Certificate, path: CertificationPath, _ signaturesLeft: inout Int
    ) -> Certificate? {
        let candidates = [issuer] + path.certificates + store.intermediates(named: list.issuerHash) + evidence.certificates
        for candidate in candidates where list.isNamed(after: candidate) && candidate.maySignLists {
            guard signaturesLeft > 0 else { return nil }
            signaturesLeft -= 1
            if candidate == issuer {
                if list.isSigned(by: candidate) { return candidate }
            } else if list.isSigned(by: candidate), isEntitled(candidate, like: path) {
                return candidate
            }
        }
        return nil
    }

    /// Its own chain ends in the same anchor, holds at the moment, and no certificate of it is revoked or unknown.
    private func isEntitled(_ signer: Certificate, like path: CertificationPath) -> Bool {
        guard let judge = inquiring(about: signer) else { return false }
        let found = store.path(for: signer, at: instant, with: evidence.certificates + path.certificates, domains: [path.domain])
        guard case .valid(let own) = found, own.anchor == path.anchor else { return false }
        return own.certificates.indices.dropLast().allSatisfy { index in
            // What the path in question shares with it is judged there.
            if path.certificates.dropFirst().contains(own.certificates[index]) { return true }
            if case .good = judge.status(of: index, in: own) { return true }
            return false
        }
    }
}

extension Certificate {
    /// RFC 5280 §6.3.3 (f).
    var maySignLists: Bool { keyUsage?.contains(.crlSign) ?? true }
}

extension RevocationList {
    func isSigned(by signer: Certificate) -> Bool {
        guard let key = signer.key else { return false }
        return ValidationMemo.shared.signature(fingerprint, by: signer.subjectPublicKeyInfo) {
            guard let scheme = SignatureScheme(algorithm) else { return false }
            return key.verify(signature, over: .parts([toBeSigned]), scheme: scheme) == .valid
        }
    }
}
