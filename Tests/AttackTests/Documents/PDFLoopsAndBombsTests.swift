import Primitives
import SignatureValidation
import Testing

/// Files that are made to be read for ever, or to fill the memory. Müller et al., "Processing Dangerous Paths", NDSS 2021.
struct PDFLoopsAndBombsTests {
    private func measured(_ bytes: [UInt8]) -> (DocumentRejection?, Duration) {
        let start = ContinuousClock.now
        var rejection: DocumentRejection?
        do throws(DocumentRejection) { _ = try PAdESFormat.read(Document(bytes: bytes), limits: Limits()) } catch { rejection = error }
        return (rejection, ContinuousClock.now - start)
    }

    @Test func `pages that lead back into themselves`() throws {
        let file = try SignedPDF.signed(replacing: [2: "<< /Type /Pages /Kids [3 0 R 2 0 R 2 0 R] /Count 1 >>"])
        #expect(try file.signature().document == .unchanged)
    }

    @Test func `fields that lead back into themselves`() throws {
        let file = try SignedPDF.signed(replacing: [6: "<< /T (a) /Kids [6 0 R 6 0 R 10 0 R] >>"])
        #expect(try file.document().signatures.count == 1)
    }

    @Test(arguments: ["/Prev 9", "/Prev 99999999", "/Prev -1", "/Prev 1.5", "/XRefStm 9", "/XRefStm -3"])
    func `previous revisions in a loop, or nowhere`(entry: String) throws {
        var file = try SignedPDF()
        file.update(SignedPDF.objects, trailer: entry)
        #expect(file.rejection() != nil)
        var looped = try SignedPDF()
        looped.update(SignedPDF.objects)
        let start = try #require(SignedPDF.position(of: "xref\n", in: looped.bytes, from: 0))
        try looped.replace("/Root 1 0 R ", by: "/Root 1 0 R/Prev \(start)")
        #expect(looped.rejection() != nil)
    }

    @Test func `values in values`() throws {
        for text in [String(repeating: "[", count: 100_000), String(repeating: "<</A", count: 100_000)] {
            var file = try SignedPDF()
            file.update(SignedPDF.objects.merging([5: text]) { $1 })
            let (rejection, duration) = measured(file.bytes)
            #expect(rejection == .limit("depth"))
            #expect(duration < .seconds(1))
        }
    }

    @Test func `more revisions than anybody signs`() throws {
        var file = try SignedPDF()
        for _ in 0..<600 { file.update(SignedPDF.objects) }
        #expect(file.rejection() == .limit("pdfRevisions"))
    }

    @Test(arguments: ["0 1000000000", "0 9223372036854775807", "99999999999 1", "0 -1", "9223372036854775807 1"])
    func `tables larger than the file`(subsection: String) throws {
        let head = "%PDF-1.7\n"
        let text = head + "xref\n\(subsection)\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
        let (rejection, duration) = measured(Array(text.utf8))
        #expect(rejection != nil)
        #expect(duration < .milliseconds(100))
    }

    @Test func `a compressed bomb is refused by its ratio`() throws {
        let head = Array("%PDF-1.7\n1 0 obj\n<< /Type /XRef /Size 3 /W [1 4 1] /Root 2 0 R /Filter /FlateDecode ".utf8)
        let bomb = Deflate.zlib([UInt8](repeating: 0, count: 20 << 20))
        let body = Array("/Length \(bomb.count) >>\nstream\n".utf8) + bomb
        let (rejection, duration) = measured(head + body + Array("\nendstream\nendobj\nstartxref\n9\n%%EOF\n".utf8))
        #expect(rejection == .limit("inflatedBytes"))
        #expect(duration < .seconds(1))
    }

    @Test(arguments: [
        "%PDF-1.7", "%PDF-", "%PDF-1.7\nstartxref\n0\n%%EOF", "%PDF-1.7\nstartxref\n5\n%%EOF", "%PDF-1.7\nxref\nstartxref\n9\n%%EOF",
        " %PDF-1.7\n", "%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Root 2 0 R >>\nstartxref\n9\n%%EOF",
        "%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< >>\nstartxref\n9\n%%EOF",
    ])
    func `what is no file is refused`(text: String) {
        guard case .malformed = measured(Array(text.utf8)).0 else { return #expect(Bool(false), "it was read") }
    }

    @Test func `every cut of a signed file is refused`() throws {
        let bytes = try SignedPDF.signed().bytes
        for count in stride(from: 0, to: bytes.count - 8, by: 97) { #expect(measured(Array(bytes[..<count])).0 != nil) }
    }

    @Test func `every bit that is turned in what was signed is found`() throws {
        let bytes = try SignedPDF.signed().bytes
        let gap = try #require(SignedPDF.position(of: "/Contents <", in: bytes, from: 0)) + 10
        for index in stride(from: 0, to: bytes.count - 1, by: 7) where !(gap..<gap + SignedPDF.room + 2).contains(index) {
            var turned = bytes
            turned[index] ^= 1
            guard let document = try? PAdESFormat.read(Document(bytes: turned), limits: Limits()) else { continue }
            #expect(!document.signatures.contains { $0.cryptography == .valid }, "at \(index)")
        }
    }

    @Test func `a name twice in a dictionary`() throws {
        let file = try SignedPDF.signed(replacing: [3: SignedPDF.page(further: "/Contents 8 0 R")])
        #expect(!file.isBelieved())
    }

    @Test func `an encrypted file is not supported`() throws {
        var file = try SignedPDF()
        file.update(SignedPDF.objects, trailer: "/Encrypt << /Filter /Standard >>")
        #expect(file.rejection() == .unsupported("encrypted PDF"))
    }
}
