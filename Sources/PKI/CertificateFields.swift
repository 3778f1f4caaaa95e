internal import Primitives

/// The fields of a certificate, by our own reader: bytes as they stand, for comparison. RFC 5280 §4.1.
struct CertificateFields {
    var serialNumber: [UInt8]
    var issuer: [UInt8]
    var subject: [UInt8]
    var notBefore: Instant
    var notAfter: Instant
    var subjectPublicKeyInfo: [UInt8]
    var signatureAlgorithm: AlgorithmIdentifier
    var signature: [UInt8]
    var toBeSigned: [UInt8]
    var extensions: [OID: Certificate.Extension] = [:]

    init(_ der: [UInt8]) throws(DERError) {
        // The library has read it already, which allows lengths that are longer than need be.
        var outer = try DERReader.whole(der[...], rules: .ber).reader()
        let body = try outer.next(.sequence)
        toBeSigned = Array(body.encoding)
        signatureAlgorithm = try AlgorithmIdentifier(outer.next(.sequence))
        signature = Array(try outer.next(.bitString).bitString())
        try outer.end()
        var reader = try body.reader()
        _ = try reader.next(ifTagged: .context(0))
        serialNumber = Array(try reader.next(.integer).integer())
        _ = try reader.next(.sequence)
        issuer = Array(try reader.next(.sequence).encoding)
        var validity = try reader.next(.sequence).reader()
        notBefore = try validity.next().time()
        notAfter = try validity.next().time()
        try validity.end()
        subject = Array(try reader.next(.sequence).encoding)
        subjectPublicKeyInfo = Array(try reader.next(.sequence).encoding)
        while !reader.isAtEnd {
            let value = try reader.next()
            if value.tag == .context(3) { try readExtensions(value) }
        }
    }

    private mutating func readExtensions(_ wrapper: DERValue) throws(DERError) {
        var reader = try wrapper.reader()
        let list = try reader.next(.sequence).elements(atMost: 256)
        try reader.end()
        for value in list {
            var fields = try value.reader()
            let identifier = try fields.next(.objectIdentifier).objectIdentifier()
            let isCritical = try fields.next(ifTagged: .boolean).map { flag throws(DERError) in try flag.boolean() } ?? false
            let content = Array(try fields.next(.octetString).contents)
            try fields.end()
            // One of each at most. RFC 5280 §4.2.
            let previous = extensions.updateValue(Certificate.Extension(isCritical: isCritical, value: content), forKey: identifier)
            guard previous == nil else { throw .malformed }
        }
    }
}
