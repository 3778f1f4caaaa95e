import PKI
import Primitives
import Testing

/// X.690 §8, §10.
@Suite struct DERReaderTests {
    @Test(arguments: [
        "", "30", "3001", "300200", "0281", "02810100", "0282000100", "3080 0000", "04 84 ffffffff", "04 88 ffffffffffffffff",
        "04 89 010000000000000000", "1f80 01 00",
    ])
    func `bytes that are no value in DER`(hex: String) {
        var reader = DERReader(CertificateFixtures.hex(hex))
        #expect(throws: DERError.malformed) { try reader.next() }
    }

    @Test(arguments: ["3080", "308000", "3080 0401", "0480 00 0000", "3080 3080 0000"])
    func `bytes that are no value in BER`(hex: String) {
        var reader = DERReader(CertificateFixtures.hex(hex), rules: .ber)
        #expect(throws: DERError.malformed) { try reader.next() }
    }

    @Test func `what follows a value is refused where one value is wanted`() {
        #expect(throws: DERError.malformed) { try DERReader.whole([5, 0, 0], rules: .ber) }
    }

    @Test func `nesting ends at the budget`() throws {
        let bytes = (0..<200_000).map { $0 % 2 == 0 ? UInt8(0x30) : 0x80 }
        #expect(throws: DERError.tooDeep) { try DERReader.whole(bytes[...], rules: .ber) }
        var deep: [UInt8] = []
        for _ in 0..<70 { deep = DERWriter.sequence([deep]) }
        var value = try DERReader.whole(deep[...])
        #expect(throws: DERError.tooDeep) { while true { value = try value.reader().rest.isEmpty ? value : DERReader.next(in: value) } }
    }

    @Test func `a string in parts of parts`() throws {
        let value = try DERReader.whole(CertificateFixtures.hex("2480 0402 0102 2404 0402 0304 0401 05 0000")[...], rules: .ber)
        #expect(try Array(value.octetString()) == [1, 2, 3, 4, 5])
        #expect(try value.octetStringParts().count == 3)
        #expect(value.hasIndefiniteLength)
    }

    @Test func `a string in parts is none in DER`() throws {
        let value = try DERReader.whole(CertificateFixtures.hex("2404 0402 0102")[...])
        #expect(throws: DERError.malformed) { try value.octetString() }
    }

    @Test(arguments: ["1.2.840.113549.1.1.11", "2.5.4.3", "0.9.2342.19200300.100.1.1", "2.999.3", "1.3.6.1.4.1.311.2.1.4"])
    func `identifiers keep their dots`(text: String) throws {
        let identifier = try #require(OID(text))
        #expect(identifier.description == text)
        #expect(OID(contents: identifier.contents[...]) == identifier)
    }

    @Test(arguments: ["", "8001", "80", "2a86", "2affffffffffffffffff7f"])
    func `contents of no identifier`(hex: String) { #expect(OID(contents: CertificateFixtures.hex(hex)[...]) == nil) }

    @Test(arguments: [
        ("700101000000Z", 0), ("491231235959Z", 2_524_607_999), ("500101000000Z", -631_152_000), ("240229120000Z", 1_709_208_000),
        ("2402291200Z", 1_709_208_000), ("240229190000+0700", 1_709_208_000),
    ])
    func `moments in UTCTime`(text: String, seconds: Int64) {
        #expect(Instant(utcTime: Array(text.utf8)[...]) == Instant(secondsSinceEpoch: seconds))
    }

    @Test(arguments: [
        ("19700101000000Z", 0), ("20240229120000.123Z", 1_709_208_000), ("00000301000000Z", -62_162_035_200),
        ("99991231235959Z", 253_402_300_799),
    ])
    func `moments in GeneralizedTime`(text: String, seconds: Int64) {
        #expect(Instant(generalizedTime: Array(text.utf8)[...]) == Instant(secondsSinceEpoch: seconds))
    }

    @Test(arguments: ["20230229120000Z", "20241301000000Z", "20240101000000", "20240101240000Z", "20240101000000.Z", "2024010100", "", "Z"])
    func `no moments`(text: String) { #expect(Instant(generalizedTime: Array(text.utf8)[...]) == nil) }

    @Test func `a set is written in the order of its encodings`() {
        #expect(DERWriter.setOf([[2, 1, 9], [2, 1, 3], [1, 1, 0xFF]]) == [0x31, 9, 1, 1, 0xFF, 2, 1, 3, 2, 1, 9])
    }

    @Test(arguments: [(0, "020100"), (127, "02017f"), (128, "02020080"), (65537, "0203010001")])
    func `integers are written short`(number: Int, hex: String) { #expect(DERWriter.integer(number) == CertificateFixtures.hex(hex)) }
}

extension DERReader {
    fileprivate static func next(in value: DERValue) throws(DERError) -> DERValue {
        var reader = try value.reader()
        return try reader.next()
    }
}
