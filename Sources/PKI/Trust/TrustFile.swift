internal import Primitives

/// What stands in one file of certificates and revocation lists.
package enum TrustFile {
    package enum Object: Sendable {
        case certificate(Certificate)
        case revocationList(RevocationList)
    }

    /// The objects of a file in DER (one of them) or in PEM (any number); what is neither a certificate nor a list is passed over.
    package static func objects(in file: [UInt8]) -> [Object] {
        if file.first == 0x30 { return object(der: file).map { [$0] } ?? [] }
        return pemBodies(of: file).compactMap { Base64.decode($0).flatMap { object(der: $0) } }
    }

    private static func object(der: [UInt8]) -> Object? {
        if let certificate = Certificate(der: der) { return .certificate(certificate) }
        return RevocationList(der: der).map { .revocationList($0) }
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
