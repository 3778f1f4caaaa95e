internal import Primitives

/// The fields of an OCSP response by our own reader. RFC 6960 §4.2.1.
struct OnlineStatusFields {
    var responder: OnlineStatus.Responder
    var producedAt: Instant
    var answers: [OnlineStatus.Answer] = []
    var algorithm: AlgorithmIdentifier
    var signature: ArraySlice<UInt8>
    var toBeSigned: ArraySlice<UInt8>
    var certificates: [Certificate] = []

    private static let basic: OID = "1.3.6.1.5.5.7.48.1.1"
    private static let archiveCutoff: OID = "1.3.6.1.5.5.7.48.1.6"
    private static let nonce: OID = "1.3.6.1.5.5.7.48.1.2"

    init(_ der: [UInt8]) throws(DERError) {
        var reader = try Self.basicResponse(der)
        let body = try reader.next(.sequence)
        toBeSigned = body.encoding
        algorithm = try AlgorithmIdentifier(reader.next(.sequence))
        signature = try reader.next(.bitString).bitString()
        if let wrapper = try reader.next(ifTagged: .context(0)) {
            var inner = try wrapper.reader()
            certificates = try inner.next(.sequence).elements(atMost: 32).compactMap { Certificate(der: Array($0.encoding)) }
            try inner.end()
        }
        try reader.end()
        var data = try body.reader()
        _ = try data.next(ifTagged: .context(0))
        responder = try Self.responder(data.next())
        producedAt = try data.next(.generalizedTime).time()
        for value in try data.next(.sequence).elements(atMost: 1_024) { if let answer = try Self.answer(value) { answers.append(answer) } }
        if let wrapper = try data.next(ifTagged: .context(1)) { _ = try Self.extensions(wrapper) }
        try data.end()
    }

    /// Whole responses begin with their success, basic ones stand alone where a format knows the kind (RFC 5126 §6.3.4).
    private static func basicResponse(_ der: [UInt8]) throws(DERError) -> DERReader {
        let whole = try DERReader.whole(der[...])
        guard whole.tag == .sequence else { throw .malformed }
        var reader = try whole.reader()
        guard reader.nextTag == .enumerated else { return reader }
        guard try reader.next().smallInteger() == 0 else { throw .malformed }
        var wrapper = try reader.next(.context(0)).reader()
        try reader.end()
        var response = try wrapper.next(.sequence).reader()
        guard try response.next(.objectIdentifier).objectIdentifier() == basic else { throw .malformed }
        let inner = try DERReader.whole(response.next(.octetString).contents)
        try response.end()
        guard inner.tag == .sequence else { throw .malformed }
        return try inner.reader()
    }

    private static func responder(_ value: DERValue) throws(DERError) -> OnlineStatus.Responder {
        var inner = try value.reader()
        switch value.tag {
        case .context(1): return .name(Array(try inner.next(.sequence).encoding))
        case .context(2): return .key(Array(try inner.next(.octetString).contents))
        default: throw .malformed
        }
    }

    /// Nil for a hash that is not known here: then nobody can tell which certificate is meant.
    private static func answer(_ value: DERValue) throws(DERError) -> OnlineStatus.Answer? {
        var reader = try value.reader()
        var identifier = try reader.next(.sequence).reader()
        let hash = DigestAlgorithm(try AlgorithmIdentifier(identifier.next(.sequence)).algorithm)
        let name = try identifier.next(.octetString).contents
        let key = try identifier.next(.octetString).contents
        let serial = try identifier.next(.integer).integer()
        try identifier.end()
        let status = try status(reader.next())
        let thisUpdate = try reader.next(.generalizedTime).time()
        let nextUpdate = try reader.next(ifTagged: .context(0)).map { wrapper throws(DERError) in try time(wrapper) }
        let archive = try reader.next(ifTagged: .context(1)).map { wrapper throws(DERError) in try extensions(wrapper) }
        try reader.end()
        guard let hash else { return nil }
        return OnlineStatus.Answer(
            hash: hash, issuerNameHash: name, issuerKeyHash: key, serialNumber: serial, status: status, thisUpdate: thisUpdate,
            nextUpdate: nextUpdate, archiveCutoff: archive ?? nil)
    }

    private static func time(_ wrapper: DERValue) throws(DERError) -> Instant {
        var reader = try wrapper.reader()
        let time = try reader.next(.generalizedTime).time()
        try reader.end()
        return time
    }

    private static func status(_ value: DERValue) throws(DERError) -> RevocationStatement.Status {
        switch value.tag {
        case .context(0, constructed: false): return .good
        case .context(2, constructed: false): return .unknown
        case .context(1):
            var reader = try value.reader()
            let time = try reader.next(.generalizedTime).time()
            var reason = RevocationReason.unspecified
            if let wrapper = try reader.next(ifTagged: .context(0)) {
                var inner = try wrapper.reader()
                reason = RevocationReason(rawValue: try inner.next(.enumerated).smallInteger()) ?? .unspecified
            }
            try reader.end()
            return reason == .certificateHold ? .suspended(since: time) : .revoked(at: time, reason)
        default: throw .malformed
        }
    }

    /// The time until which the responder keeps expired certificates, if it says so. RFC 6960 §4.4.4.
    private static func extensions(_ wrapper: DERValue) throws(DERError) -> Instant? {
        var reader = try wrapper.reader()
        var cutoff: Instant?
        for value in try reader.next(.sequence).elements(atMost: 32) {
            let (identifier, isCritical, content) = try RevocationList.extensionFields(value)
            if identifier == archiveCutoff {
                cutoff = try DERReader.whole(content).time()
            } else {
                guard !isCritical || identifier == nonce else { throw .malformed }
            }
        }
        try reader.end()
        return cutoff
    }
}
