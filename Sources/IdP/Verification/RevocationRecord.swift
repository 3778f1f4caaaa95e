internal import PKI
internal import Primitives
internal import TokenCrypto

/// What is known about one address of revocation data: whose it is, and what was had there last.
struct RevocationRecord: Sendable {
    let address: String
    /// Whose word it must be; the certificate stays here so that the address can be judged anew after every start.
    let authority: Certificate
    /// SHA-256 of the one certificate that an answer is about; nil for a list.
    let subject: [UInt8]?
    /// When a document last met a certificate that names the address.
    var met: Instant
    var evidence: Evidence?

    /// The body of a record, by what is needed to choose and to plan.
    struct Evidence: Sendable {
        let fetched: Instant
        let thisUpdate: Instant
        let nextUpdate: Instant?
        let byteCount: Int
    }

    init(_ source: RevocationSource, met: Instant) {
        (address, authority, self.met) = (source.address, source.authority, met)
        switch source.subject {
        case .all: subject = nil
        case .first(let path): subject = path.certificates.first?.fingerprint
        }
    }

    /// The same for the same address, authority and subject, and for nothing else: an authority may renew its certificate.
    var key: String {
        let parts = [Array(address.utf8), [0], authority.subjectDER, authority.subjectPublicKeyInfo, subject ?? []]
        return Fingerprint.text(Digest.sha256(Array(parts.joined())))
    }

    func isFresh(at now: Instant) -> Bool {
        guard let evidence else { return false }
        return now < evidence.nextUpdate ?? evidence.fetched + 86_400
    }
}

extension RevocationRecord {
    /// The first line of its file.
    var header: JSON.Object {
        var header: JSON.Object = [
            "address": .string(address), "authority": .string(Base64URL.encode(authority.der)), "met": .integer(met.secondsSinceEpoch),
        ]
        header["subject"] = subject.map { .string(Base64URL.encode($0)) }
        guard let evidence else { return header }
        header["fetched"] = .integer(evidence.fetched.secondsSinceEpoch)
        header["thisUpdate"] = .integer(evidence.thisUpdate.secondsSinceEpoch)
        header["nextUpdate"] = evidence.nextUpdate.map { .integer($0.secondsSinceEpoch) }
        return header
    }

    /// - Parameter byteCount: of what follows the header.
    init?(header: JSON, byteCount: Int) {
        guard let address = header["address"]?.string, let met = header["met"]?.instant,
            let authority = header["authority"]?.string.flatMap({ Base64URL.decode($0) }).flatMap({ Certificate(der: $0) })
        else { return nil }
        (self.address, self.authority, self.met) = (address, authority, met)
        subject = header["subject"]?.string.flatMap { Base64URL.decode($0) }
        guard byteCount > 0 else { return }
        guard let fetched = header["fetched"]?.instant, let thisUpdate = header["thisUpdate"]?.instant else { return nil }
        evidence = Evidence(
            fetched: fetched, thisUpdate: thisUpdate, nextUpdate: header["nextUpdate"]?.instant, byteCount: byteCount)
    }
}
