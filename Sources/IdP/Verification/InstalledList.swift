internal import PKI
internal import Primitives
internal import SignatureValidation

/// What a trusted list said when it was installed: who is believed, and from when to when. The list itself, which is large and whose
/// signature was verified then, is not read again for every document.
struct InstalledList: Sendable {
    /// Two letters.
    let territory: String
    let sequenceNumber: Int64
    let issued: Instant
    /// From then on it is believed no more; nil for a list that is closed.
    let nextUpdate: Instant?
    /// SHA-256 of the certificate that signed it.
    let signer: [UInt8]
    /// Of those who may sign the lists that it points to.
    let furtherSigners: [[UInt8]]
    let anchors: [TrustAnchor]

    /// Nil for a list without a territory that could name its file.
    init?(_ list: TrustServiceList, domain: TrustDomain) {
        guard let signer = list.signer?.fingerprint, list.territory.utf8.count == 2,
            list.territory.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else { return nil }
        (territory, sequenceNumber, issued, nextUpdate) = (list.territory, Int64(list.sequenceNumber), list.issued, list.nextUpdate)
        self.signer = signer
        furtherSigners = list.pointers.flatMap(\.certificates).map(\.fingerprint)
        anchors = list.anchors(domain: domain).sorted { $0.certificate.fingerprint.lexicographicallyPrecedes($1.certificate.fingerprint) }
    }

    /// Whether a file is XML, as lists are published.
    static func isPublished(_ file: [UInt8]) -> Bool {
        let start = file.starts(with: [0xEF, 0xBB, 0xBF]) ? file.dropFirst(3) : file[...]
        return start.first { ![0x09, 0x0A, 0x0D, 0x20].contains($0) } == UInt8(ascii: "<")
    }

    func isInForce(at instant: Instant) -> Bool { nextUpdate.map { instant <= $0 } ?? true }
}

extension InstalledList {
    var bytes: [UInt8] {
        var object: JSON.Object = [
            "territory": .string(territory), "sequenceNumber": .integer(sequenceNumber), "issued": .integer(issued.secondsSinceEpoch),
            "signer": Self.text(signer), "furtherSigners": .array(furtherSigners.map(Self.text)),
            "services": .array(
                anchors.map { anchor in
                    [
                        "certificate": Self.text(anchor.certificate.der), "domain": .string(anchor.domain.rawValue),
                        "periods": .array((anchor.periods ?? []).map(Self.json)),
                    ]
                }),
        ]
        object["nextUpdate"] = nextUpdate.map { .integer($0.secondsSinceEpoch) }
        return object.bytes
    }

    /// Nil for anything but what `bytes` wrote.
    init?(_ file: [UInt8]) {
        guard file.first == UInt8(ascii: "{"), let json = try? JSON(parsing: file), let territory = json["territory"]?.string,
            let sequenceNumber = json["sequenceNumber"]?.integer, let issued = json["issued"]?.instant,
            let signer = Self.read(json["signer"]), let services = json["services"]?.array
        else { return nil }
        (self.territory, self.sequenceNumber, self.issued, self.signer) = (territory, sequenceNumber, issued, signer)
        nextUpdate = json["nextUpdate"]?.instant
        furtherSigners = (json["furtherSigners"]?.array ?? []).compactMap(Self.read)
        let anchors = services.compactMap(Self.anchor)
        guard anchors.count == services.count else { return nil }
        self.anchors = anchors
    }

    private static func anchor(_ service: JSON) -> TrustAnchor? {
        guard let certificate = read(service["certificate"]).flatMap({ Certificate(der: $0) }),
            let domain = service["domain"]?.string.flatMap(TrustDomain.init), let periods = service["periods"]?.array
        else { return nil }
        let read = periods.compactMap { period in
            period["start"]?.instant.map { TrustPeriod(start: $0, end: period["end"]?.instant) }
        }
        return read.count == periods.count ? TrustAnchor(listed: certificate, domain: domain, periods: read) : nil
    }

    private static func json(_ period: TrustPeriod) -> JSON {
        var object: JSON.Object = ["start": .integer(period.start.secondsSinceEpoch)]
        object["end"] = period.end.map { .integer($0.secondsSinceEpoch) }
        return .object(object)
    }

    private static func text(_ bytes: [UInt8]) -> JSON { .string(Base64URL.encode(bytes)) }
    private static func read(_ json: JSON?) -> [UInt8]? { json?.string.flatMap { Base64URL.decode($0) } }
}
