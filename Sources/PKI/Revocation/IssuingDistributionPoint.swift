/// Which certificates and reasons a list speaks of. RFC 5280 §5.2.5.
struct IssuingDistributionPoint: Sendable {
    var name: DistributionPointName?
    var onlyUserCertificates = false
    var onlyAuthorityCertificates = false
    /// Nil: all of them.
    var onlySomeReasons: ReasonFlags?
    /// Entries may be of other issuers.
    var isIndirect = false
    var onlyAttributeCertificates = false
    /// To compare the scope of a delta list with that of its base.
    let encoding: [UInt8]

    init(der: ArraySlice<UInt8>) throws(DERError) {
        let value = try DERReader.whole(der)
        guard value.tag == .sequence else { throw .malformed }
        encoding = Array(der)
        var reader = try value.reader()
        if let wrapper = try reader.next(ifTagged: .context(0)) { name = try DistributionPointName(wrapper) }
        onlyUserCertificates = try Self.flag(1, &reader)
        onlyAuthorityCertificates = try Self.flag(2, &reader)
        if let flags = try reader.next(ifTagged: .context(3, constructed: false)) {
            onlySomeReasons = try ReasonFlags(flags, implicit: .context(3, constructed: false)) ?? []
        }
        isIndirect = try Self.flag(4, &reader)
        onlyAttributeCertificates = try Self.flag(5, &reader)
        try reader.end()
    }

    private static func flag(_ number: UInt8, _ reader: inout DERReader) throws(DERError) -> Bool {
        guard let value = try reader.next(ifTagged: .context(number, constructed: false)) else { return false }
        guard value.contents.count == 1 else { throw .malformed }
        return value.contents.first != 0
    }
}
