extension RevocationList {
    func isNamed(after certificate: Certificate) -> Bool {
        issuerHash == certificate.subjectHash && NameEncoding.areSame(issuer, certificate.subjectDER)
    }

    private func isOfIssuer(of certificate: Certificate) -> Bool {
        issuerHash == certificate.issuerHash && NameEncoding.areSame(issuer, certificate.issuerDER)
    }

    /// For which reasons the list answers for the certificate; none when it speaks of others. RFC 5280 §6.3.3 (b), (d).
    ///
    /// - Parameter points: those of the certificate.
    func reasons(for certificate: Certificate, points: [DistributionPoint]) -> ReasonFlags {
        guard admits(certificate) else { return [] }
        let own = scope?.onlySomeReasons ?? .all
        return points.reduce(into: ReasonFlags(rawValue: 0)) { sum, point in
            if serves(point, of: certificate) { sum.formUnion(own.intersection(point.reasons ?? .all)) }
        }
    }

    /// By kind of certificate. RFC 5280 §6.3.3 (b)(2)(ii)–(iv).
    private func admits(_ certificate: Certificate) -> Bool {
        guard let scope else { return true }
        if scope.onlyAttributeCertificates { return false }
        let isAuthority = certificate.basicConstraints?.isAuthority ?? false
        return isAuthority ? !scope.onlyUserCertificates : !scope.onlyAuthorityCertificates
    }

    /// By issuer and name of the distribution point. RFC 5280 §6.3.3 (b)(1), (b)(2)(i).
    private func serves(_ point: DistributionPoint, of certificate: Certificate) -> Bool {
        if point.issuers.isEmpty {
            guard isOfIssuer(of: certificate) else { return false }
        } else {
            guard scope?.isIndirect == true, point.issuers.contains(where: { $0.isSame(as: .directory(issuer)) }) else { return false }
        }
        guard let name = scope?.name else { return true }
        let own = name.names(relativeTo: issuer)
        return names(of: point, certificate).contains { wanted in own.contains { $0.isSame(as: wanted) } }
    }

    /// What the list's own name is compared with; the issuer's name where the point has none.
    private func names(of point: DistributionPoint, _ certificate: Certificate) -> [GeneralName] {
        if let name = point.name { return name.names(relativeTo: point.issuers.isEmpty ? certificate.issuerDER : issuer) }
        return point.issuers.isEmpty ? [.directory(certificate.issuerDER)] : point.issuers
    }

    /// Whether this list says what changed since `base`, or an older one of its kind. RFC 5280 §5.2.4, §6.3.3 (c).
    func isDifference(to base: RevocationList) -> Bool {
        guard let baseNumber, let number, let complete = base.number, base.baseNumber == nil else { return false }
        return NameEncoding.areSame(issuer, base.issuer) && authorityKeyIdentifier == base.authorityKeyIdentifier
            && scope?.encoding == base.scope?.encoding && !Self.precedes(complete, baseNumber) && Self.precedes(complete, number)
    }

    /// Numbers of lists, which may be longer than a machine word.
    private static func precedes(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        let (a, b) = (one.drop { $0 == 0 }, other.drop { $0 == 0 })
        return a.count == b.count ? a.lexicographicallyPrecedes(b) : a.count < b.count
    }
}
