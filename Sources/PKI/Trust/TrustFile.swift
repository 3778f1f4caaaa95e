internal import Primitives

/// What stands in one file of certificates, revocation lists and OCSP answers.
package enum TrustFile {
    package enum Object: Sendable {
        case certificate(Certificate)
        case revocationList(RevocationList)
        case onlineStatus(OnlineStatus)
    }

    /// The objects of a file in DER (one of them, or a PKCS #7 bundle) or in PEM (any number); what is nothing of that is passed over.
    package static func objects(in file: [UInt8]) -> [Object] {
        let objects = objects(der: file)
        guard objects.isEmpty else { return objects }
        return pemBodies(of: file).compactMap { Base64.decode($0) }.flatMap { Self.objects(der: $0) }
    }

    private static func objects(der: [UInt8]) -> [Object] {
        if let certificate = Certificate(der: der) { return [.certificate(certificate)] }
        if let list = RevocationList(der: der) { return [.revocationList(list)] }
        if let status = OnlineStatus(der: der) { return [.onlineStatus(status)] }
        // Signed data that nobody signed: how authorities publish theirs. RFC 5652 §5.1, RFC 8551 §3.8.
        guard let bundle = try? SignedData(der[...]), bundle.signers.isEmpty else { return [] }
        let lists = bundle.revocationEntries.compactMap { RevocationList(der: Array($0.encoding)) }
        return bundle.certificates().map { .certificate($0) } + lists.map { .revocationList($0) }
    }

    /// Between `-----BEGIN X-----` and `-----END X-----`, whatever X is. RFC 7468 §2.
    private static func pemBodies(of file: [UInt8]) -> [[UInt8]] {
        var bodies: [[UInt8]] = []
        var body: [UInt8]?
        for line in file.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            if line.starts(with: Array("-----BEGIN ".utf8)) {
                body = []
            } else if line.starts(with: Array("-----END ".utf8)) {
                if let body { bodies.append(body) }
                body = nil
            } else {
                body?.append(contentsOf: line.filter { $0 != 0x20 && $0 != 0x09 })
            }
        }
        return bodies
    }
}
