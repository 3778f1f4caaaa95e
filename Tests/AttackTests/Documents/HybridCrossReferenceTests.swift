import PKI
import SignatureValidation
import Testing

/// Files with a table for old readers and a stream for new ones, which need not say the same. ISO 32000-2 §7.5.8.4.
struct HybridCrossReferenceTests {
    private static let forgery = SignedPDF.stream("", "BT /F1 12 Tf 50 700 Td (I owe you 900) Tj ET")
    /// A stream in which an object of that number stands, to be found by those who are led there.
    private static func hiding(_ number: Int) -> String {
        SignedPDF.stream("", "\(number) 0 obj\n\(forgery)\nendobj\n")
    }

    /// The objects of a file that is not signed yet, with a place for a cross-reference stream as object 13.
    private static func objects(_ further: [Int: String]) -> [Int: String] {
        SignedPDF.objects.merging([10: SignedPDF.signatureField("Signature1", value: nil), 13: stream]) { $1 }.merging(further) { $1 }
    }

    /// One row, which `lead` fills in.
    private static let stream = "<< /Type /XRef /Size 40 /Root 1 0 R /W [1 4 1] /Index [@@ 1] /Length 6 >>\nstream\n@@@@@@\nendstream"

    /// Makes the stream say that an object of that number is at an offset.
    private static func lead(_ number: Int, to offset: Int, _ file: inout SignedPDF) throws {
        try file.replace("[@@ 1]", by: number < 10 ? "[ \(number) 1]" : "[\(number) 1]")
        try file.replace("@@@@@@", by: [1] + (0..<4).map { UInt8(truncatingIfNeeded: offset >> (24 - 8 * $0)) } + [0])
    }

    private static func position(_ text: String, _ file: SignedPDF, after start: Int = 0) throws -> Int {
        try #require(SignedPDF.position(of: text, in: file.bytes, from: start))
    }

    /// A file whose first revision is a hybrid one, signed in its second.
    /// - Parameter offset: where the stream leads, in a file that is the same but for what the stream says.
    private static func signed(_ further: [Int: String], lead number: Int, to offset: (SignedPDF) throws -> Int) throws -> SignedPDF {
        let authority = try TestAuthority.root(CertificateTemplate("Signer"))
        var draft = try SignedPDF(authority: authority)
        draft.update(objects(further))
        var file = try SignedPDF(authority: authority)
        file.update(objects(further), trailer: "/XRefStm \(try position("13 0 obj", draft))")
        try lead(number, to: offset(draft), &file)
        try file.sign([10: SignedPDF.signatureField("Signature1", value: 11)], value: 11)
        return file
    }

    @Test func `a stream that says the same, or completes the table, is read`() throws {
        let same = try Self.signed([:], lead: 4) { try Self.position("4 0 obj", $0) }
        #expect(try same.signature().document == .unchanged && same.isBelieved())
        // What the table does not know, the stream may add: it was signed with it.
        let page = SignedPDF.page(further: "/Thumb 20 0 R")
        let completed = try Self.signed([3: page, 12: Self.hiding(20)], lead: 20) { try Self.position("20 0 obj", $0) }
        #expect(try completed.signature().document == .unchanged && completed.isBelieved())
    }

    @Test func `a table and a stream that disagree`() throws {
        let file = try Self.signed([12: Self.hiding(4)], lead: 4) {
            try Self.position("4 0 obj", $0, after: Self.position("12 0 obj", $0))
        }
        #expect(file.rejection() == .malformed("PDF hybrid cross-reference"))
    }

    @Test func `a stream in a later revision that replaces what was signed`() throws {
        for number in [4, 8, 1, 3] {
            var file = try SignedPDF.signed()
            let further = [12: Self.hiding(number), 13: Self.stream]
            var draft = file
            draft.update(further)
            let stream = try Self.position("13 0 obj", draft, after: file.bytes.count)
            let forged = try Self.position("\(number) 0 obj", draft, after: Self.position("12 0 obj", draft, after: file.bytes.count) + 8)
            file.update(further, trailer: "/XRefStm \(stream)")
            try Self.lead(number, to: forged, &file)
            #expect(!file.isBelieved())
            // Led to something that is no catalog, nobody sees a signature.
            for signature in (try? file.document().signatures) ?? [] { #expect(signature.document == .changed) }
        }
    }

    @Test func `an update that names the old stream again`() throws {
        var file = try Self.signed([:], lead: 4) { try Self.position("4 0 obj", $0) }
        let again = "/XRefStm \(try Self.position("13 0 obj", file))"
        file.update([7: SignedPDF.objects[7] ?? ""], trailer: again)
        #expect(try file.signature().document == .extended)
        // Its table counts before the stream, for the text as well.
        file.update([4: Self.forgery], trailer: again)
        #expect(try file.signature().document == .changed)
    }

    @Test func `a stream in a later revision that hides what was signed`() throws {
        var file = try SignedPDF.signed()
        var draft = file
        draft.update([13: Self.stream])
        file.update([13: Self.stream], trailer: "/XRefStm \(try Self.position("13 0 obj", draft, after: file.bytes.count))")
        try file.replace("[@@ 1]", by: "[ 4 1]")
        try file.replace("@@@@@@", by: [0, 0, 0, 0, 0, 0])
        #expect(try file.signature().document == .changed)
        #expect(try file.signature().cryptography == .valid)
    }

    /// The signed trailer leads behind the signed bytes, where the attacker writes the stream when everybody has signed.
    @Test func `a stream that is written after signing`() throws {
        let authority = try TestAuthority.root(CertificateTemplate("Signer"))
        let page = SignedPDF.page(contents: 4).replacingFirst("/Contents 4 0 R", by: "/Contents [4 0 R 20 0 R]")
        let objects = SignedPDF.objects.merging([3: page, 12: Self.hiding(20)]) { $1 }
        func signed(_ offset: Int) throws -> SignedPDF {
            var file = try SignedPDF(authority: authority)
            try file.sign(objects, value: 11, trailer: "/XRefStm \(SignedPDF.padded(offset))")
            return file
        }
        var draft = try signed(1)
        let count = draft.bytes.count
        draft.update([13: Self.stream])
        var file = try signed(try Self.position("13 0 obj", draft, after: count))
        #expect(file.bytes.count == count)
        file.update([13: Self.stream])
        try Self.lead(20, to: Self.position("20 0 obj", file), &file)
        #expect(file.rejection() == .malformed("PDF hybrid cross-reference"))
    }

    @Test(arguments: ["/XRefStm 12 0 R", "/XRefStm (9)", "/XRefStm 0", "/XRefStm 10000000000", "/XRefStm -5"])
    func `a stream that is nowhere`(entry: String) throws {
        var file = try SignedPDF()
        file.update(SignedPDF.objects, trailer: entry)
        #expect(file.rejection() == .malformed("PDF hybrid cross-reference"))
    }

    @Test func `an old and a new reader who both lack the object that was signed`() throws {
        // Hidden from both: the table calls it free, and there is no stream.
        var file = try SignedPDF.signed()
        let entry = "\(SignedPDF.padded(try Self.position("4 0 obj", file))) 00000 n"
        try file.replace(entry, by: entry.replacingFirst(" n", by: " f"))
        #expect(!file.isBelieved())
    }
}
