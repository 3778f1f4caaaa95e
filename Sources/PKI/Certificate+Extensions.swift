extension Certificate {
    package struct Extension: Sendable, Equatable {
        package let isCritical: Bool
        /// DER of the extension's own type.
        package let value: [UInt8]
    }

    /// The bits of keyUsage. RFC 5280 §4.2.1.3.
    package struct KeyUsage: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        package static let digitalSignature = Self(rawValue: 1 << 0)
        /// Also called contentCommitment.
        package static let nonRepudiation = Self(rawValue: 1 << 1)
        package static let keyEncipherment = Self(rawValue: 1 << 2)
        package static let dataEncipherment = Self(rawValue: 1 << 3)
        package static let keyAgreement = Self(rawValue: 1 << 4)
        package static let keyCertSign = Self(rawValue: 1 << 5)
        package static let crlSign = Self(rawValue: 1 << 6)
    }

    /// RFC 5280 §4.2.1.9.
    package struct BasicConstraints: Sendable, Equatable {
        package let isAuthority: Bool
        package let pathLength: Int?
    }

    private func value(_ identifier: OID) -> DERValue? {
        extensions[identifier].flatMap { try? DERReader.whole($0.value[...], rules: .ber) }
    }

    /// Nil: any use, since the extension is absent; a malformed one allows none.
    package var keyUsage: KeyUsage? {
        guard extensions["2.5.29.15"] != nil else { return nil }
        guard let bits = try? value("2.5.29.15")?.namedBits() else { return [] }
        return KeyUsage(rawValue: bits.prefix(9).enumerated().reduce(0) { $1.element ? $0 | 1 << $1.offset : $0 })
    }

    /// Nil: absent; a malformed one is empty. RFC 5280 §4.2.1.12.
    package var extendedKeyUsage: [OID]? {
        guard extensions[.extendedKeyUsage] != nil else { return nil }
        return (try? value(.extendedKeyUsage)?.elements(atMost: 64).map { try $0.objectIdentifier() }) ?? []
    }

    package var isExtendedKeyUsageCritical: Bool { extensions[.extendedKeyUsage]?.isCritical ?? false }

    package var basicConstraints: BasicConstraints? {
        guard let value = value("2.5.29.19"), var reader = try? value.reader() else { return nil }
        do throws(DERError) {
            let isAuthority = try reader.next(ifTagged: .boolean).map { flag throws(DERError) in try flag.boolean() } ?? false
            let pathLength = try reader.next(ifTagged: .integer).map { number throws(DERError) in try number.smallInteger() }
            try reader.end()
            return BasicConstraints(isAuthority: isAuthority, pathLength: pathLength)
        } catch { return nil }
    }

    /// RFC 5280 §4.2.1.2.
    package var subjectKeyIdentifier: [UInt8]? { (try? value("2.5.29.14")?.octetString()).map(Array.init) }

    /// Its keyIdentifier alone. RFC 5280 §4.2.1.1.
    package var authorityKeyIdentifier: [UInt8]? {
        guard let value = value("2.5.29.35"), var reader = try? value.reader() else { return nil }
        return (try? reader.next(ifTagged: .context(0, constructed: false))).map { Array($0.contents) }
    }

    /// The certificate of an OCSP responder that need not be checked itself. RFC 6960 §4.2.2.2.1.
    package var hasOCSPNoCheck: Bool { extensions["1.3.6.1.5.5.7.48.1.5"] != nil }
}

extension OID {
    package static let extendedKeyUsage: OID = "2.5.29.37"
    /// RFC 3161 §2.3.
    package static let timeStamping: OID = "1.3.6.1.5.5.7.3.8"
    /// RFC 6960 §4.2.2.2.
    package static let ocspSigning: OID = "1.3.6.1.5.5.7.3.9"
}
