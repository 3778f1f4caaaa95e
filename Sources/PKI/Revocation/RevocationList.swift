package import Primitives

/// A certificate revocation list, taken apart and not believed yet. RFC 5280 §5.1.
package struct RevocationList: Sendable {
    /// As it was received.
    package let der: [UInt8]
    /// SHA-256 of the whole.
    package let fingerprint: [UInt8]
    package let thisUpdate: Instant
    package let nextUpdate: Instant?
    /// Certificates that expired later than this stay on the list. ITU-T X.509 §9.5.2.6.
    package let expiredCertificatesSince: Instant?
    let issuer: [UInt8]
    let issuerHash: NameHash
    let number: [UInt8]?
    /// The number of the complete list that this one is the difference to; nil: it is complete itself. RFC 5280 §5.2.4.
    let baseNumber: [UInt8]?
    let scope: IssuingDistributionPoint?
    let authorityKeyIdentifier: [UInt8]?
    let algorithm: AlgorithmIdentifier
    let signature: ArraySlice<UInt8>
    let toBeSigned: ArraySlice<UInt8>
    private let entries: RevocationEntries

    package static let maximumBytes = 64 << 20

    /// Nil when the bytes are not one list with nothing behind it, or it has a critical part that is not understood here: such a list
    /// says nothing about any certificate. RFC 5280 §5.2, §5.3.
    package init?(der: [UInt8]) {
        guard der.count <= Self.maximumBytes, let fields = try? RevocationListFields(der),
            let fingerprint = DigestAlgorithm.sha256.digest(der), let issuerHash = NameEncoding.hash(fields.issuer)
        else { return nil }
        self.der = der
        self.fingerprint = fingerprint
        self.issuerHash = issuerHash
        (thisUpdate, nextUpdate, issuer) = (fields.thisUpdate, fields.nextUpdate, fields.issuer)
        (number, baseNumber, scope) = (fields.number, fields.baseNumber, fields.scope)
        (authorityKeyIdentifier, expiredCertificatesSince) = (fields.authorityKeyIdentifier, fields.expiredCertificatesSince)
        (algorithm, signature, toBeSigned) = (fields.algorithm, fields.signature, fields.toBeSigned)
        entries = RevocationEntries(bytes: der, range: fields.entries)
        guard areEntriesUnderstood else { return nil }
    }

    private var areEntriesUnderstood: Bool {
        let entries = entries
        let isIndirect = scope?.isIndirect ?? false
        var isUnderstood = true
        let isWellFormed = entries.forEach { range, _, mayBeCritical in
            guard mayBeCritical else { return true }
            // An issuer of its own is for lists of several issuers alone.
            if let entry = try? entries.entry(at: range), entry.issuer == nil || isIndirect { return true }
            isUnderstood = false
            return false
        }
        return isWellFormed && isUnderstood
    }

    /// What the list says of the certificate with that number; nil: nothing, or something malformed, which `RevocationList.init` refused.
    func entry(serialNumber: [UInt8], issuer: [UInt8]) throws(DERError) -> RevocationEntry? {
        scope?.isIndirect == true
            ? try indirectEntry(serialNumber: serialNumber, issuer: issuer) : try directEntry(serialNumber: serialNumber)
    }

    private func directEntry(serialNumber: [UInt8]) throws(DERError) -> RevocationEntry? {
        let bytes = der
        var found: Range<Int>?
        _ = entries.forEach { entry, serial, _ in
            guard serial.count == serialNumber.count, bytes[serial].elementsEqual(serialNumber) else { return true }
            found = entry
            return false
        }
        guard let found else { return nil }
        return try entries.entry(at: found)
    }

    /// Each entry is of the issuer that it or the nearest one before it names, and of the list's own before any does. RFC 5280 §5.3.3.
    private func indirectEntry(serialNumber: [UInt8], issuer wanted: [UInt8]) throws(DERError) -> RevocationEntry? {
        var isOfWantedIssuer = NameEncoding.areSame(issuer, wanted)
        var reader = DERReader(entries.bytes[entries.range], depth: DERReader.defaultDepth)
        while !reader.isAtEnd {
            let value = try reader.next()
            let entry = try RevocationEntry(value)
            if let named = entry.issuer { isOfWantedIssuer = NameEncoding.areSame(named, wanted) }
            var fields = try value.reader()
            if isOfWantedIssuer, try fields.next(.integer).contents.elementsEqual(serialNumber) { return entry }
        }
        return nil
    }

    /// RFC 5280 §4.2: identifier, whether it is critical, and its value.
    static func extensionFields(_ value: DERValue) throws(DERError) -> (OID, isCritical: Bool, ArraySlice<UInt8>) {
        var reader = try value.reader()
        let identifier = try reader.next(.objectIdentifier).objectIdentifier()
        let isCritical = try reader.next(ifTagged: .boolean).map { flag throws(DERError) in try flag.boolean() } ?? false
        let content = try reader.next(.octetString).contents
        try reader.end()
        return (identifier, isCritical, content)
    }
}
