import Testing

@testable import Primitives

struct IPAddressReachTests {
    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "169.253.255.255",
        "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "223.255.255.255", "2001:4860:4860::8888", "2400::1",
    ])
    func `an address of the Internet is public`(text: String) throws {
        #expect(try #require(IPAddress(parsing: text)).isPublic)
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.8.9.10", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255",
        "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:10.0.0.1",
        "::ffff:127.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b::808:808", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::",
        "3fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1",
    ])
    func `RFC 6890: an address set apart is not`(text: String) throws {
        #expect(try !#require(IPAddress(parsing: text)).isPublic)
    }

    @Test(arguments: IPAddress.specialBlocks) func `every block that is set apart can be read`(block: String) {
        #expect(AddressBlock(parsing: block) != nil)
    }

    @Test func `an address has four or sixteen bytes`() {
        #expect(IPAddress(bytes: [8, 8, 8, 8])?.description == "8.8.8.8")
        #expect(IPAddress(bytes: []) == nil && IPAddress(bytes: [UInt8](repeating: 0, count: 15)) == nil)
        #expect(IPAddress(bytes: [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 10, 0, 0, 1])?.isIPv6 == false)
    }
}
