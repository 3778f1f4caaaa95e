internal import Primitives

/// The fields of a revocation list by our own reader. RFC 5280 §5.1.
struct RevocationListFields {
    var issuer: [UInt8]
    var thisUpdate: Instant
    var nextUpdate: Instant?
    /// Where in the bytes the entries are.
    var entries: Range<Int>
    var algorithm: AlgorithmIdentifier
    var signature: ArraySlice<UInt8>
    var toBeSigned: ArraySlice<UInt8>
    var number: [UInt8]?
    var baseNumber: [UInt8]?
    var scope: IssuingDistributionPoint?
    var authorityKeyIdentifier: [UInt8]?
    var expiredCertificatesSince: Instant?

    init(_ der: [UInt8]) throws(DERError) {
        let whole = try DERReader.whole(der[...])
        guard whole.tag == .sequence else { throw .malformed }
        var outer = try whole.reader()
        let body = try outer.next(.sequence)
        toBeSigned = body.encoding
        let outerAlgorithm = try outer.next(.sequence)
        algorithm = try AlgorithmIdentifier(outerAlgorithm)
        signature = try outer.next(.bitString).bitString()
        try outer.end()
        var reader = try body.reader()
        if let version = try reader.next(ifTagged: .integer) { guard try version.smallInteger() == 1 else { throw .malformed } }
        // The algorithm inside, which is signed, is the one outside. RFC 5280 §5.1.2.2.
        guard try reader.next(.sequence).encoding.elementsEqual(outerAlgorithm.encoding) else { throw .malformed }
        issuer = Array(try reader.next(.sequence).encoding)
        thisUpdate = try reader.next().time()
        if reader.nextTag == .utcTime || reader.nextTag == .generalizedTime { nextUpdate = try reader.next().time() }
        entries = der.endIndex..<der.endIndex
        if let list = try reader.next(ifTagged: .sequence) { entries = list.contents.startIndex..<list.contents.endIndex }
        if let wrapper = try reader.next(ifTagged: .context(0)) { try readExtensions(wrapper) }
        try reader.end()
    }

    private mutating func readExtensions(_ wrapper: DERValue) throws(DERError) {
        var reader = try wrapper.reader()
        let list = try reader.next(.sequence).elements(atMost: 64)
        try reader.end()
        var seen: Set<OID> = []
        for value in list {
            let (identifier, isCritical, content) = try RevocationList.extensionFields(value)
            guard seen.insert(identifier).inserted else { throw .malformed }
            let isKnown = try read(identifier, content)
            guard isKnown || !isCritical else { throw .malformed }
        }
    }

    private mutating func read(_ identifier: OID, _ content: ArraySlice<UInt8>) throws(DERError) -> Bool {
        switch identifier {
        case "2.5.29.20": number = Array(try DERReader.whole(content).integer())
        case "2.5.29.27": baseNumber = Array(try DERReader.whole(content).integer())
        case "2.5.29.28": scope = try IssuingDistributionPoint(der: content)
        case "2.5.29.35": authorityKeyIdentifier = try Self.keyIdentifier(content)
        case "2.5.29.60": expiredCertificatesSince = try DERReader.whole(content).time()
        default: return false
        }
        return true
    }

    private static func keyIdentifier(_ content: ArraySlice<UInt8>) throws(DERError) -> [UInt8]? {
        var reader = try DERReader.whole(content).reader()
        return try reader.next(ifTagged: .context(0, constructed: false)).map { Array($0.contents) }
    }
}
