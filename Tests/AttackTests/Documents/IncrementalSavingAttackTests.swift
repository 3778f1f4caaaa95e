import SignatureValidation
import Testing

/// What is appended to a signed file. Mladenov et al., "1 Trillion Dollar Refund", CCS 2019.
struct IncrementalSavingAttackTests {
    private static let forged = SignedPDF.stream("", "BT /F1 12 Tf 50 700 Td (I owe you 900) Tj ET")

    @Test func `another text in a revision of its own`() throws {
        var file = try SignedPDF.signed()
        file.update([4: Self.forged])
        let signature = try file.signature()
        #expect(signature.cryptography == .valid)
        #expect(signature.document == .changed)
        #expect(signature.changes == [DocumentChange(kind: "page-content", pages: [1])])
    }

    @Test(arguments: [
        "4 0 obj\n\(forged)\nendobj\n", "4 0 obj\n\(forged)\nendobj\ntrailer\n<< /Root 1 0 R >>\n",
        "4 0 obj\n\(forged)\nendobj\nxref\n0 0\n", "4 0 obj\n\(forged)\nendobj\nstartxref\n0\n%%EOF\n",
        "4 0 obj\n\(forged)\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 12 /Root 1 0 R >>\nstartxref\n99999\n%%EOF\n",
        "%%EOF trailing", "\n<script>", "\u{0}\u{0}x",
    ])
    func `a body without a cross-reference that is one`(tail: String) throws {
        var file = try SignedPDF.signed()
        file.append(tail)
        guard case .malformed = file.rejection() else { return #expect(Bool(false), "it was read") }
    }

    @Test func `a whole file behind the signed one, as if it were the first`() throws {
        let signed = try SignedPDF.signed()
        var other = try SignedPDF()
        other.update(SignedPDF.objects.merging([4: Self.forged]) { $1 })
        var file = signed
        file.append(String(decoding: other.bytes, as: UTF8.self))
        #expect(!file.isBelieved())
    }

    @Test func `a copy of the signature in the new revision`() throws {
        var file = try SignedPDF.signed()
        let text = String(decoding: file.bytes, as: UTF8.self)
        let start = try #require(SignedPDF.position(of: "11 0 obj\n", in: file.bytes, from: 0)) + 9
        let end = try #require(SignedPDF.position(of: "endobj", in: file.bytes, from: start))
        let dictionary = String(text.utf8.dropFirst(start).prefix(end - start)) ?? ""
        file.update([4: Self.forged, 11: dictionary])
        #expect(try file.signature().document == .changed)
        // Under another number, the signature is in no revision that it covers.
        var moved = try SignedPDF.signed()
        moved.update([10: SignedPDF.signatureField("Signature1", value: 20), 20: dictionary])
        #expect(!moved.isBelieved())
        #expect(try moved.signature().document >= .partial)
    }

    @Test func `white space and nothing else may follow`() throws {
        var file = try SignedPDF.signed()
        file.append("\r\n\n")
        #expect(try file.signature().document == .unchanged)
    }

    @Test func `a rewritten object that says the same is no change`() throws {
        var file = try SignedPDF.signed()
        file.update([4: SignedPDF.objects[4] ?? "", 7: "<</Type/Font /BaseFont/Helvetica /Subtype/Type1>>"])
        let signature = try file.signature()
        #expect(signature.document == .extended)
        #expect(signature.changes.isEmpty)
    }
}
