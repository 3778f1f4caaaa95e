import SignatureValidation
import Testing

/// The second range moved away from behind the signature. Mladenov et al., "1 Trillion Dollar Refund", CCS 2019.
struct SignatureWrappingPDFTests {
    /// Puts text between the signature and what was behind it, and lets the range start after it: the digest stays the same.
    private func wrapped(_ inserted: String) throws -> SignedPDF {
        var file = try SignedPDF.signed()
        let bytes = file.bytes
        let gap = try #require(SignedPDF.position(of: "/Contents <", in: bytes, from: 0)) + 10
        let end = gap + SignedPDF.room + 2
        let old = [gap, end, bytes.count - end].map(SignedPDF.padded).joined(separator: " ")
        let new = [gap, end + inserted.utf8.count, bytes.count - end].map(SignedPDF.padded).joined(separator: " ")
        try file.replace(old, by: new)
        try file.replace(String(decoding: bytes[end - 4..<end + 4], as: UTF8.self), by: "000>" + inserted + " >>\n")
        return file
    }

    @Test(arguments: ["/Reason (forged) ", ">>\nendobj\n12 0 obj\n<<", "                "])
    func `content in the gap`(inserted: String) throws {
        let file = try wrapped(inserted)
        #expect(!file.isBelieved())
    }

    @Test func `padding that is no hexadecimal digit`() throws {
        var file = try SignedPDF.signed()
        let end = try #require(SignedPDF.position(of: "000> >>", in: file.bytes, from: 0))
        try file.replace(String(decoding: file.bytes[end..<end + 7], as: UTF8.self), by: "0 0> >>")
        #expect(!file.isBelieved())
        #expect(try file.signature().formatFailure != nil)
    }

    @Test func `padding that is not zero`() throws {
        var file = try SignedPDF.signed()
        try file.replace("000> >>", by: "00f> >>")
        #expect(!file.isBelieved())
    }
}
