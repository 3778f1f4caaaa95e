import Primitives
import SignatureValidation
import Testing

/// Name, reason and time of a signature rewritten after signing.
struct SignatureDictionarySwapTests {
    @Test(arguments: ["(D:20250601000000Z)", "/ETSI.CAdES.detached"])
    func `a dictionary with the same signature and another text`(text: String) throws {
        var file = try SignedPDF.signed()
        let start = try #require(SignedPDF.position(of: "11 0 obj\n", in: file.bytes, from: 0)) + 9
        let end = try #require(SignedPDF.position(of: "endobj", in: file.bytes, from: start))
        let dictionary = String(decoding: file.bytes[start..<end], as: UTF8.self)
        let other = text.hasPrefix("(") ? "(D:20200601000000Z)" : "/adbe.pkcs7.detached"
        file.update([11: dictionary.replacingFirst(text, by: other)])
        let signature = try file.signature()
        #expect(signature.changes.map(\.kind) == ["signature-dictionary"])
        // What is reported is what was signed.
        #expect(signature.claimedTime?.instant.secondsSinceEpoch == 1_748_736_000)
        #expect(signature.cryptography == .valid)
    }

    @Test func `a field that points to another signature`() throws {
        var file = try SignedPDF.signed()
        try file.sign([12: SignedPDF.signatureField("Signature2", value: 13), 5: SignedPDF.form(fields: "6 0 R 10 0 R 12 0 R")], value: 13)
        file.update([10: SignedPDF.signatureField("Signature1", value: 13)])
        #expect(!file.isBelieved())
    }
}
