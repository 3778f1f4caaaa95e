import PKI
import Primitives
import TokenCrypto

/// A holder of a fresh P-256 key with a certificate: signs certificates, lists, answers and tokens for tests.
struct TestAuthority {
    let key: SigningKey
    let certificate: Certificate

    struct Unmakeable: Error {}

    /// One that signed itself.
    static func root(_ template: CertificateTemplate) throws -> TestAuthority {
        let key = try SigningKey.generate(.es256)
        return TestAuthority(key: key, certificate: try make(template, key: key, issuer: name(template.name), signedBy: key))
    }

    /// A new key, certified by this one.
    func issue(_ template: CertificateTemplate) throws -> TestAuthority {
        let fresh = try SigningKey.generate(.es256)
        return TestAuthority(key: fresh, certificate: try certify(template, key: fresh))
    }

    func certify(_ template: CertificateTemplate, key: SigningKey) throws -> Certificate {
        try Self.make(template, key: key, issuer: certificate.subjectDER, signedBy: self.key)
    }

    private static func make(
        _ template: CertificateTemplate, key: SigningKey, issuer: [UInt8], signedBy signer: SigningKey
    ) throws -> Certificate {
        let fields = [
            DERWriter.value(.context(0), DERWriter.integer(2)), DERWriter.integer(template.serialNumber), signatureAlgorithm, issuer,
            DERWriter.sequence([time(template.notBefore), time(template.notAfter)]), name(template.name), try publicKey(of: key),
            DERWriter.value(.context(3), DERWriter.sequence(template.extensions)),
        ]
        guard let certificate = Certificate(der: try signed(DERWriter.sequence(fields), by: signer)) else { throw Unmakeable() }
        return certificate
    }

    /// The bytes, the algorithm and the signature: the form of certificates and lists.
    static func signed(_ body: [UInt8], by key: SigningKey) throws -> [UInt8] {
        DERWriter.sequence([body, signatureAlgorithm, DERWriter.bitString(try signature(over: body, by: key))])
    }

    static func signature(over bytes: [UInt8], by key: SigningKey) throws -> [UInt8] {
        let raw = try key.sign(bytes)
        return DERWriter.sequence([DERWriter.integer(raw.prefix(32)), DERWriter.integer(raw.suffix(32))])
    }

    static let signatureAlgorithm = DERWriter.sequence([DERWriter.objectIdentifier("1.2.840.10045.4.3.2")])
    static let sha256 = DERWriter.sequence([DERWriter.objectIdentifier("2.16.840.1.101.3.4.2.1")])

    static func name(_ commonName: String) -> [UInt8] {
        let attribute = DERWriter.sequence([DERWriter.objectIdentifier("2.5.4.3"), DERWriter.utf8String(commonName)])
        return DERWriter.sequence([DERWriter.setOf([attribute])])
    }

    static func publicKey(of key: SigningKey) throws -> [UInt8] {
        guard let x = key.publicKey.json["x"]?.string.flatMap({ Base64URL.decode(Array($0.utf8)) }),
            let y = key.publicKey.json["y"]?.string.flatMap({ Base64URL.decode(Array($0.utf8)) })
        else { throw Unmakeable() }
        let algorithm = DERWriter.sequence([
            DERWriter.objectIdentifier("1.2.840.10045.2.1"), DERWriter.objectIdentifier("1.2.840.10045.3.1.7"),
        ])
        return DERWriter.sequence([algorithm, DERWriter.bitString([0x04] + x + y)])
    }

    /// GeneralizedTime, in UTC.
    static func time(_ instant: Instant) -> [UInt8] {
        let days = instant.secondsSinceEpoch / 86_400 - (instant.secondsSinceEpoch % 86_400 < 0 ? 1 : 0)
        let second = Int(instant.secondsSinceEpoch - days * 86_400)
        var year = 1970
        var rest = Int(days)
        while rest >= (isLeap(year) ? 366 : 365) {
            rest -= isLeap(year) ? 366 : 365
            year += 1
        }
        var month = 0
        let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        while rest >= lengths[month] {
            rest -= lengths[month]
            month += 1
        }
        let numbers = [month + 1, rest + 1, second / 3600, second / 60 % 60, second % 60]
        let text = "\(year)" + numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined() + "Z"
        return DERWriter.value(.generalizedTime, Array(text.utf8))
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
}
