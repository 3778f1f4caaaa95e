extension IPAddress {
    /// Whether the address belongs to the public Internet, so that a connection to it cannot end inside this network.
    ///
    /// Everything that the IANA registries of special-purpose addresses set apart is not: private, link-local, shared by carriers,
    /// multicast, documentation, and the forms in which an IPv6 address carries an IPv4 one (6to4, Teredo, NAT64). RFC 6890.
    package var isPublic: Bool {
        // IPv6 beyond 2000::/3 is loopback, unique local, link-local, multicast, NAT64 or not given out. RFC 4291 §2.4.
        guard !isIPv6 || bytes[0] & 0xE0 == 0x20 else { return false }
        return !Self.special.contains { $0.contains(self) }
    }

    /// Whether the address was written as IPv6; an IPv4 address inside IPv6 has become IPv4 and was not. RFC 4291 §2.5.5.2.
    package var isIPv6: Bool { bytes.count == 16 }
}

extension IPAddress {
    static let specialBlocks = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    ]

    private static let special = specialBlocks.compactMap { AddressBlock(parsing: $0) }
}
