extension Certificate {
    /// No authority names more places for one certificate.
    private static let maximumAddresses = 8

    /// Where lists that speak of it are, complete ones and differences, over HTTP. RFC 5280 §4.2.1.13, §4.2.1.15.
    package var revocationListAddresses: [String] {
        let points = ["2.5.29.31", "2.5.29.46"].compactMap { extensions[$0] }.flatMap { found in
            (try? DERReader.whole(found.value[...], rules: .ber).elements(atMost: 64).map { try DistributionPoint($0) }) ?? []
        }
        return Self.addresses(points.flatMap { $0.name?.names(relativeTo: issuerDER) ?? [] })
    }

    /// Where somebody answers for its issuer. RFC 5280 §4.2.2.1, RFC 6960 §3.1.
    package var onlineStatusAddresses: [String] {
        guard let found = extensions["1.3.6.1.5.5.7.1.1"],
            let descriptions = try? DERReader.whole(found.value[...], rules: .ber).elements(atMost: 64)
        else { return [] }
        return Self.addresses(descriptions.compactMap { try? Self.responder($0) })
    }

    /// Nil for a description of something else.
    private static func responder(_ description: DERValue) throws(DERError) -> GeneralName? {
        var reader = try description.reader()
        guard try reader.next(.objectIdentifier).objectIdentifier() == "1.3.6.1.5.5.7.48.1" else { return nil }
        return try GeneralName(reader.next())
    }

    private static func addresses(_ names: [GeneralName]) -> [String] {
        var addresses: [String] = []
        for case let address? in names.map(\.httpAddress) where !addresses.contains(address) { addresses.append(address) }
        return Array(addresses.prefix(maximumAddresses))
    }
}

extension GeneralName {
    /// A uniformResourceIdentifier of one of the two schemes that are called. RFC 5280 §4.2.1.6.
    fileprivate var httpAddress: String? {
        guard case .other(let encoding) = self, let value = try? DERReader.whole(encoding[...], rules: .ber),
            value.tag == .context(6, constructed: false), value.contents.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        let text = String(decoding: value.contents, as: UTF8.self)
        return ["http://", "https://"].contains { text.lowercased().hasPrefix($0) } ? text : nil
    }
}
