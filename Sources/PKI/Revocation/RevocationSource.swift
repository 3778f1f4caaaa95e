package import Primitives

/// Where revocation data of an authority is to be had, as a certificate says that an installed anchor vouches for.
package struct RevocationSource: Sendable {
    package enum Subject: Sendable {
        /// Every certificate that the authority issued: a list.
        case all
        /// The first certificate of this path: an answer about it alone.
        case first(of: CertificationPath)
    }

    package let address: String
    /// Who issued the certificate that names the address, and so whoever is spoken of there.
    package let authority: Certificate
    package let subject: Subject

    package init(address: String, authority: Certificate, subject: Subject = .all) {
        self.address = address
        self.authority = authority
        self.subject = subject
    }
}

extension TrustStore {
    /// What there is to fetch about the certificates of a chain; nothing when there is no chain to an anchor.
    ///
    /// An answer about one certificate is asked for only where it names no list: a list tells nobody whose document is being judged.
    package func revocationSources(for certificate: Certificate, at now: Instant, with others: [Certificate] = []) -> [RevocationSource] {
        guard let path = path(for: certificate, at: now, with: others).path else { return [] }
        return path.certificates.indices.flatMap { index in
            let lists = path.certificates[index].revocationListAddresses
            guard lists.isEmpty, index + 1 < path.certificates.count else {
                return lists.map { RevocationSource(address: $0, authority: path.issuer(of: index)) }
            }
            let rest = CertificationPath(certificates: Array(path.certificates[index...]), domain: path.domain)
            return path.certificates[index].onlineStatusAddresses.map {
                RevocationSource(address: $0, authority: path.issuer(of: index), subject: .first(of: rest))
            }
        }
    }

    /// Whether a chain leads from the authority to an anchor, or it is one.
    package func vouches(for authority: Certificate, at now: Instant) -> Bool { path(for: authority, at: now).path != nil }

    /// Whether the authority signed the list, or another one of this store whom the list is named after. RFC 5280 §6.3.3 (f), (g).
    ///
    /// A judgement asks more, since it knows the certificate in question; what fails here could help in none.
    package func believes(_ list: RevocationList, about authority: Certificate, at now: Instant) -> Bool {
        let signers = [authority] + intermediates(named: list.issuerHash) + anchors(named: list.issuerHash).map(\.certificate)
        return signers.contains { signer in
            list.isNamed(after: signer) && signer.maySignLists && list.isSigned(by: signer) && vouches(for: signer, at: now)
        }
    }

    /// Whether the answer is about the first certificate of the path, by somebody who may give it. RFC 6960 §3.2.
    package func believes(_ status: OnlineStatus, about path: CertificationPath, at now: Instant) -> Bool {
        var evidence = RevocationEvidence()
        evidence.responses = [status]
        evidence.certificates = intermediates
        return !RevocationJudge(store: self, evidence: evidence, at: now).responseStatements(about: 0, of: path).isEmpty
    }
}
