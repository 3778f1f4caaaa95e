import PKI
import Testing

/// RFC 4514 §2 to §4, RFC 4517 §4.2.
@Suite struct DistinguishedNameTests {
    @Test(arguments: [
        ("CN=Portal,O=Ministry,C=VN", "cn=portal, o=MINISTRY, c=vn"), ("CN=A B", "CN=A   B"), ("CN=A+UID=1", "UID=1+CN=A"),
        ("CN=a\\,b", "CN=a\\2cb"), ("2.5.4.3=Portal", "CN=Portal"), ("CN=Cổng,C=VN", "CN=C\\E1\\BB\\95ng,C=VN"), ("CN=", "CN="),
        ("CN=x\\20", "CN=x"),
    ])
    func `one name, written in two ways`(a: String, b: String) {
        #expect(DistinguishedName(parsing: a) != nil)
        #expect(DistinguishedName(parsing: a) == DistinguishedName(parsing: b))
    }

    @Test(arguments: [
        ("CN=Portal,O=Ministry", "O=Ministry,CN=Portal"), ("CN=Portal", "O=Portal"), ("CN=Portal", "CN=Portal,C=VN"),
        ("CN=A+UID=1", "CN=A,UID=1"), ("CN=Portal", "CN=Portal2"), ("CN=a\\,O=b", "CN=a,O=b"),
    ])
    func `two names`(a: String, b: String) {
        let (left, right) = (DistinguishedName(parsing: a), DistinguishedName(parsing: b))
        #expect(left != nil && right != nil)
        #expect(left != right)
    }

    @Test(arguments: [
        "", "CN", "=x", "XX=1", "CN=a,", "CN=a;O=b", "CN=\"a\"", "CN=#0401", "CN=a\\", "CN=a\\2", "CN=a\\FF", "1.a=b", ",CN=a",
    ])
    func `no name`(text: String) { #expect(DistinguishedName(parsing: text) == nil) }

    @Test func `bytes that are no certificate`() {
        #expect(Certificate(der: []) == nil)
        #expect(Certificate(der: [0x30, 0x03, 0x02, 0x01, 0x00]) == nil)
        #expect(Certificate(der: [UInt8](repeating: 0x30, count: 20_000)) == nil)
    }

    @Test(arguments: [
        ("", CertificateAuthorities.Rejection.empty), ("hello", .empty),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", .malformed),
    ])
    func `a file of authorities that cannot be used`(text: String, expected: CertificateAuthorities.Rejection) {
        #expect(throws: expected) { try CertificateAuthorities(pem: Array(text.utf8)) }
    }
}
