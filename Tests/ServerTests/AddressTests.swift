import Primitives
import Testing

@testable import Server

struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::", "::"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("fe80::1", "fe80::1"), ("1::", "1::"), ("::1.2.3.4", "::102:304"),
    ])
    func `RFC 5952: an address has one spelling`(text: String, canonical: String) {
        #expect(IPAddress(parsing: text)?.description == canonical)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "+1.2.3.4", ":", ":::", "1::2::3", "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::", "g::", "::1%eth0", "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7::8", "１.2.3.4",
    ])
    func `what is no address is none`(text: String) {
        #expect(IPAddress(parsing: text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.1", "192.0.2.1", true),
        ("0.0.0.0/0", "1.2.3.4", true),
        ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false), ("10.0.0.0/8", "::ffff:10.1.1.1", true),
        ("::/0", "10.0.0.1", false),
    ])
    func `a block contains its addresses`(block: String, address: String, contained: Bool) throws {
        let address = try #require(IPAddress(parsing: address))
        #expect(AddressBlock(parsing: block)?.contains(address) == contained)
    }

    @Test(arguments: ["10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "2001:db8::1/32", "x/8"])
    func `a block with bits beyond its prefix is none`(text: String) {
        #expect(AddressBlock(parsing: text) == nil)
    }

    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8080, true), ("[::1]:1", "::1", 1, true), ("localhost:65535", "localhost", 65535, true),
        ("0.0.0.0:443", "0.0.0.0", 443, false),
    ])
    func `an address to listen on`(text: String, host: String, port: Int, loopback: Bool) throws {
        let address = try #require(ListenAddress(parsing: text))
        #expect(address.host == host && address.port == port && address.isLoopback == loopback)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "8080", ":8080", "::1:8080", "example.vn:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "[::1:80", "a b:1",
    ])
    func `anything else is none`(text: String) {
        #expect(ListenAddress(parsing: text) == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            (1_795_000_000, "2026-11-18T11:06:40Z", "Wed, 18 Nov 2026 11:06:40 GMT"),
            (951_782_400, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
            (-1, "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
            (4_107_542_399, "2100-02-28T23:59:59Z", "Sun, 28 Feb 2100 23:59:59 GMT"),
            (4_107_542_400, "2100-03-01T00:00:00Z", "Mon, 01 Mar 2100 00:00:00 GMT"),
        ] as [(Int64, String, String)])
    func `a moment as text`(seconds: Int64, rfc3339: String, fixdate: String) {
        #expect(TimeText.rfc3339(Instant(secondsSinceEpoch: seconds)) == rfc3339)
        #expect(TimeText.imfFixdate(Instant(secondsSinceEpoch: seconds)) == fixdate)
    }
}
