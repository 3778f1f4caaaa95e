/// The fingerprints of the country's authorities that the product ships; the certificates themselves are installed by the operator.
///
/// Each is to be compared with `rootca.gov.vn` and `ca.gov.vn` before production.
package enum KnownAnchors {
    package struct Entry: Sendable, Equatable {
        package let domain: TrustDomain
        package let name: String
        /// SHA-256 of the certificate, in lower-case hexadecimal.
        package let fingerprint: String
    }

    package static let all: [Entry] = [
        Entry(
            domain: .public, name: "Vietnam National Root CA",
            fingerprint: "bac8bf609ab420a8ee1780d74f4de5c7f7184959d2a7375b0a75e4c29f0908e7"),
        Entry(
            domain: .public, name: "VNPT-CA SHA2",
            fingerprint: "7d6ba5245317f9ed5d8bc765a4634d26ac6340d36b9f584df3b52d9c4a81a306"),
        Entry(
            domain: .government, name: "RootCA chuyên dùng Chính phủ G2",
            fingerprint: "f04ba4b459a7c9a1b971ad9b1cb833e695a80c79aea63b174b66a70edfe2fdb8"),
        Entry(
            domain: .government, name: "CA phục vụ các cơ quan Nhà nước G2",
            fingerprint: "d8cab7a4aef92e6bb2509d7c61cee7b44f3731b2d21074963530277b366fae4b"),
    ]

    package static func entry(fingerprint: [UInt8]) -> Entry? {
        let text = Fingerprint.text(fingerprint)
        return all.first { $0.fingerprint == text }
    }
}
