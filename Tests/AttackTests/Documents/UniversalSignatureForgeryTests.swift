import SignatureValidation
import Testing

/// A signature dictionary without what would have to be verified. Mladenov et al., "1 Trillion Dollar Refund", CCS 2019.
struct UniversalSignatureForgeryTests {
    @Test func `an honest signature is believed`() throws {
        let signature = try SignedPDF.signed().signature()
        #expect(signature.cryptography == .valid)
        #expect(signature.document == .unchanged)
        #expect(signature.formatFailure == nil)
        #expect(signature.properties.level == "B-B")
        #expect(signature.certificateReference == .matches)
    }

    /// As the value of an honest file's dictionary, which is then another revision's.
    @Test(arguments: [
        "", "/Contents null", "/Contents <>", "/Contents <00>", "/Contents (0000)", "/Contents 12 0 R", "/Contents 0", "/Contents [<00>]",
    ])
    func `without contents`(entry: String) throws {
        var file = try SignedPDF.signed()
        let range = "/ByteRange [0 100 200 300]"
        file.update([11: "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached \(range) \(entry) >>", 12: "<00>"])
        #expect(!file.isBelieved())
        #expect(try file.signature().formatFailure != nil)
    }

    @Test(arguments: [
        "", "/ByteRange null", "/ByteRange []", "/ByteRange [0 0 0 0]", "/ByteRange [0 -1 2 3]", "/ByteRange (0 1 2 3)",
        "/ByteRange [0 1 2 3.5]", "/ByteRange 12 0 R", "/ByteRange [0 9223372036854775807 9223372036854775807 1]",
        "/ByteRange [0 [1 2] 3 4]", "/ByteRange [0 1 2 3 4 5]",
    ])
    func `without byte range`(entry: String) throws {
        var file = try SignedPDF.signed()
        file.update([11: "<< /Type /Sig /Filter /A /SubFilter /adbe.pkcs7.detached \(entry) /Contents <3000> >>", 12: "[0 1 2 3]"])
        #expect(!file.isBelieved())
        #expect(try file.signature().formatFailure != nil)
    }

    @Test(arguments: ["adbe.pkcs7.sha1", "adbe.x509.rsa_sha1", "ETSI.RFC3161", "Nobody.knows"])
    func `another kind of signature than the one that was made`(subFilter: String) throws {
        var file = try SignedPDF.signed()
        try file.replace("/ETSI.CAdES.detached", by: "/\(subFilter)" + String(repeating: " ", count: 19 - subFilter.utf8.count))
        #expect(!file.isBelieved())
    }
}
