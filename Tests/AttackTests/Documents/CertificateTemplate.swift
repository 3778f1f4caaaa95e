import PKI
import Primitives

/// What a test puts into a certificate; the defaults make a signer's.
struct CertificateTemplate {
    var name: String
    var serialNumber = 1
    var notBefore = TestTime.start
    var notAfter = TestTime.end
    /// Nil: no basicConstraints at all.
    var isAuthority: Bool? = false
    var pathLength: Int?
    /// Nil: no keyUsage.
    var keyUsage: Certificate.KeyUsage? = [.digitalSignature, .nonRepudiation]
    var extendedKeyUsages: [OID] = []
    var isExtendedKeyUsageCritical = true
    /// DER of whole extensions.
    var furtherExtensions: [[UInt8]] = []

    init(_ name: String) { self.name = name }

    static func authority(_ name: String) -> Self {
        var template = Self(name)
        template.isAuthority = true
        template.keyUsage = [.keyCertSign, .crlSign]
        return template
    }

    static func timestampAuthority(_ name: String) -> Self {
        var template = Self(name)
        template.extendedKeyUsages = [.timeStamping]
        return template
    }

    static func responder(_ name: String) -> Self {
        var template = Self(name)
        template.extendedKeyUsages = [.ocspSigning]
        template.isExtendedKeyUsageCritical = false
        return template
    }

    var extensions: [[UInt8]] {
        var extensions = furtherExtensions
        if let isAuthority {
            var fields = isAuthority ? [DERWriter.boolean(true)] : []
            if let pathLength { fields.append(DERWriter.integer(pathLength)) }
            extensions.append(Self.extension("2.5.29.19", isCritical: true, DERWriter.sequence(fields)))
        }
        if let keyUsage {
            let bits = (0..<8).reduce(UInt8(0)) { $0 | (keyUsage.rawValue & 1 << $1 != 0 ? 0x80 >> UInt8($1) : 0) }
            extensions.append(Self.extension("2.5.29.15", isCritical: true, DERWriter.bitString([bits])))
        }
        if !extendedKeyUsages.isEmpty {
            let value = DERWriter.sequence(extendedKeyUsages.map(DERWriter.objectIdentifier))
            extensions.append(Self.extension(.extendedKeyUsage, isCritical: isExtendedKeyUsageCritical, value))
        }
        return extensions
    }

    static func `extension`(_ identifier: OID, isCritical: Bool, _ value: [UInt8]) -> [UInt8] {
        let flag = isCritical ? [DERWriter.boolean(true)] : []
        return DERWriter.sequence([DERWriter.objectIdentifier(identifier)] + flag + [DERWriter.octetString(value)])
    }
}

/// Moments of the tests, all within 2025.
enum TestTime {
    static let start = Instant(secondsSinceEpoch: 1_735_689_600)
    static let now = Instant(secondsSinceEpoch: 1_750_000_000)
    static let end = Instant(secondsSinceEpoch: 1_767_139_200)
    static let day: Int64 = 86_400
}
