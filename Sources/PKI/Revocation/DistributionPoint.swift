/// Where a certificate says that lists about it are. RFC 5280 §4.2.1.13.
struct DistributionPoint: Sendable {
    var name: DistributionPointName?
    /// Nil: all of them.
    var reasons: ReasonFlags?
    /// Who signs the list, when that is not the issuer of the certificate.
    var issuers: [GeneralName] = []

    init() {}

    init(_ value: DERValue) throws(DERError) {
        guard value.tag == .sequence else { throw .malformed }
        var reader = try value.reader()
        if let wrapper = try reader.next(ifTagged: .context(0)) { name = try DistributionPointName(wrapper) }
        if let flags = try reader.next(ifTagged: .context(1, constructed: false)) {
            reasons = try ReasonFlags(flags, implicit: .context(1, constructed: false)) ?? []
        }
        if let names = try reader.next(ifTagged: .context(2)) { issuers = try GeneralName.list(names) }
        try reader.end()
    }
}

/// The name of a distribution point: in full, or relative to whoever signs the list. RFC 5280 §4.2.1.13.
enum DistributionPointName: Sendable {
    case full([GeneralName])
    /// The contents of the one relative name.
    case relative([UInt8])

    init(_ wrapper: DERValue) throws(DERError) {
        var reader = try wrapper.reader()
        let choice = try reader.next()
        try reader.end()
        switch choice.tag {
        case .context(0): self = .full(try GeneralName.list(choice))
        case .context(1): self = .relative(Array(choice.contents))
        default: throw .malformed
        }
    }

    /// Every name of it, with the relative one completed.
    func names(relativeTo issuer: [UInt8]) -> [GeneralName] {
        switch self {
        case .full(let names): names
        case .relative(let rest): NameEncoding.appending(rest[...], to: issuer).map { [.directory($0)] } ?? []
        }
    }
}

extension Certificate {
    /// Its distribution points; the one that is meant when it names none. RFC 5280 §6.3.3.
    var distributionPoints: [DistributionPoint] {
        guard let value = extensions["2.5.29.31"]?.value else { return [DistributionPoint()] }
        let points = try? DERReader.whole(value[...], rules: .ber).elements(atMost: 64).map { try DistributionPoint($0) }
        return points ?? []
    }
}
