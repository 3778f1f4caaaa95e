package import Primitives

/// What a list says of one certificate. RFC 5280 §5.3.
package struct RevocationEntry: Sendable, Equatable {
    package let revokedAt: Instant
    package let reason: RevocationReason
    /// DER of the names of who issued the certificate, when the list is of several. RFC 5280 §5.3.3.
    let issuer: [UInt8]?

    /// Extensions that may be critical here; any other makes the list unusable. RFC 5280 §5.3.
    private static let known: Set<OID> = ["2.5.29.21", "2.5.29.24", "2.5.29.29"]

    init(_ value: DERValue) throws(DERError) {
        var reader = try value.reader()
        _ = try reader.next(.integer)
        revokedAt = try reader.next().time()
        var reason = RevocationReason.unspecified
        var issuer: [UInt8]?
        if let list = try reader.next(ifTagged: .sequence) {
            for element in try list.elements(atMost: 32) {
                let (identifier, isCritical, content) = try RevocationList.extensionFields(element)
                guard Self.known.contains(identifier) || !isCritical else { throw .malformed }
                if identifier == "2.5.29.21" { reason = try Self.reason(content) }
                if identifier == "2.5.29.29" { issuer = try Self.issuer(content) }
            }
        }
        try reader.end()
        (self.reason, self.issuer) = (reason, issuer)
    }

    private static func reason(_ content: ArraySlice<UInt8>) throws(DERError) -> RevocationReason {
        let value = try DERReader.whole(content)
        guard value.tag == .enumerated else { throw .malformed }
        // A number that does not exist takes nothing back.
        return RevocationReason(rawValue: try value.smallInteger()) ?? .unspecified
    }

    private static func issuer(_ content: ArraySlice<UInt8>) throws(DERError) -> [UInt8] {
        for name in try GeneralName.list(DERReader.whole(content)) { if case .directory(let der) = name { return der } }
        throw .malformed
    }
}
