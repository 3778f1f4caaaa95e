import Primitives
import Testing

/// RFC 1950 and RFC 1951. That other implementations read it shows in `Tests/Conformance/test_status_lists.py`.
@Suite struct DeflateTests {
    @Test func `nothing is a header, an end, and the checksum of nothing`() {
        #expect(Deflate.zlib([]) == [0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01])
    }

    @Test func `a letter is the published stream`() {
        #expect(Deflate.zlib(Array("a".utf8)) == [0x78, 0x9C, 0x4B, 0x04, 0x00, 0x00, 0x62, 0x00, 0x62])
    }

    @Test func `long stretches of the same become short`() {
        #expect(Deflate.zlib([UInt8](repeating: 0, count: 8192)).count < 120)
        #expect(Deflate.zlib([UInt8](repeating: 0xFF, count: 8192)).count < 120)
    }
}
