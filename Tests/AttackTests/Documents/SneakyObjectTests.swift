import SignatureValidation
import Testing

/// An object with two uses is changed in the one for the sake of the other; and other tricks of references.
struct SneakyObjectTests {
    private static let forged = SignedPDF.stream("/Type /XObject /Subtype /Form /BBox [0 0 150 20]", "BT /F1 12 Tf (900) Tj ET")

    @Test func `an appearance that the page shows as well`() throws {
        let page = SignedPDF.page().replacingFirst("/Font <<", by: "/XObject << /Fm 8 0 R >> /Font <<")
        var file = try SignedPDF.signed(replacing: [3: page])
        file.update([6: SignedPDF.amount("900"), 8: Self.forged])
        #expect(try file.signature().changes.map(\.kind).contains("object-with-two-uses"))
        var honest = try SignedPDF.signed()
        honest.update([6: SignedPDF.amount("900"), 8: Self.forged])
        #expect(try honest.signature().document == .extended)
    }

    @Test func `an appearance that the trailer names as well`() throws {
        var file = try SignedPDF()
        try file.sign(SignedPDF.objects, value: 11, trailer: "/FooBar 8 0 R")
        file.update([6: SignedPDF.amount("900"), 8: Self.forged], trailer: "/FooBar 8 0 R")
        #expect(try file.signature().document == .changed)
    }

    @Test(arguments: ["/Metadata", "/DSS"])
    func `the content of a page that the catalog names as something that may change`(key: String) throws {
        let value = key == "/DSS" ? "<< /Certs [4 0 R] >>" : "4 0 R"
        var file = try SignedPDF.signed(replacing: [1: "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R \(key) \(value) >>"])
        file.update([4: SignedPDF.stream("", "BT /F1 12 Tf 50 700 Td (I owe you 900) Tj ET")])
        #expect(try file.signature().document == .changed)
    }

    @Test func `the content of a page that is a value of a field`() throws {
        var file = try SignedPDF.signed(replacing: [6: SignedPDF.amount("x").replacingFirst("/V (x)", by: "/V 4 0 R")])
        file.update([4: SignedPDF.stream("", "BT /F1 12 Tf 50 700 Td (I owe you 900) Tj ET")])
        #expect(try file.signature().document == .changed)
    }

    @Test func `a reference that led nowhere is given something`() throws {
        let page = SignedPDF.page().replacingFirst("/Contents 4 0 R", by: "/Contents [4 0 R 30 0 R]")
        var file = try SignedPDF.signed(replacing: [3: page])
        file.update([30: SignedPDF.stream("", "BT (900) Tj ET")])
        #expect(try file.signature().document == .changed)
        // Nor when the page is touched for a reason that is permitted.
        var touched = try SignedPDF.signed(replacing: [3: page])
        let changed = page.replacingFirst("6 0 R 10 0 R", by: "6 0 R 10 0 R 12 0 R")
        touched.update([
            3: changed, 5: SignedPDF.form(fields: "6 0 R 10 0 R 12 0 R"), 12: SignedPDF.signatureField("Signature2", value: nil),
            30: SignedPDF.stream("", "BT (900) Tj ET"),
        ])
        #expect(try touched.signature().document == .changed)
    }

    @Test func `a length that is changed`() throws {
        let content = "<< /Length 12 0 R >>\nstream\nBT (100) Tj ET BT (900) Tj ET\nendstream"
        var file = try SignedPDF.signed(replacing: [4: content, 12: "29"])
        file.update([12: "14"])
        #expect(!file.isBelieved())
    }

    @Test func `another catalog, by the trailer`() throws {
        var file = try SignedPDF.signed()
        file.update([31: SignedPDF.objects[1] ?? ""], trailer: "/Root 31 0 R")
        #expect(!file.isBelieved())
    }

    @Test func `evidence, metadata and dates may come`() throws {
        var file = try SignedPDF.signed(replacing: [12: SignedPDF.stream("/Type /Metadata /Subtype /XML", "<x/>")])
        let catalog = "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R /Metadata 12 0 R /DSS << /Certs [20 0 R] >> >>"
        file.update(
            [
                1: catalog, 12: SignedPDF.stream("/Type /Metadata /Subtype /XML", "<y/>"), 20: SignedPDF.stream("", "x"),
                21: "<< /ModDate (D:2025) >>",
            ],
            trailer: "/Info 21 0 R")
        #expect(try file.signature().document == .extended)
    }

    @Test(arguments: ["/Names << /JavaScript 20 0 R >>", "/OpenAction 20 0 R", "/AA 20 0 R", "/OCProperties 20 0 R", "/Outlines 20 0 R"])
    func `anything else of the catalog may not`(entry: String) throws {
        var file = try SignedPDF.signed()
        file.update([1: "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R \(entry) >>", 20: "<< /S /JavaScript /JS (x) >>"])
        #expect(try file.signature().changes.map(\.kind) == ["catalog"])
    }

    @Test func `an array that is evidence and the contents of a page`() throws {
        let objects = [
            1: "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R /DSS << /Certs 20 0 R >> >>", 20: "[4 0 R]", 3: SignedPDF.page(contents: 20),
        ]
        var file = try SignedPDF.signed(replacing: objects)
        file.update([4: SignedPDF.stream("", "BT /F1 12 Tf 50 700 Td (I owe you 900) Tj ET")])
        #expect(try file.signature().document == .changed)
    }

    @Test func `a resource of the form that the page uses`() throws {
        let form = SignedPDF.form().replacingFirst("<< /Font << /F1 7 0 R >> >>", by: "20 0 R")
        let page = SignedPDF.page().replacingFirst("<< /Font << /F1 7 0 R >> >>", by: "20 0 R")
        let more = "<< /Font << /F1 7 0 R /F2 21 0 R >> >>"
        let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"
        var shared = try SignedPDF.signed(replacing: [3: page, 5: form, 20: "<< /Font << /F1 7 0 R >> >>"])
        shared.update([20: more, 21: font])
        #expect(try shared.signature().document == .changed)
        var own = try SignedPDF.signed(replacing: [5: form, 20: "<< /Font << /F1 7 0 R >> >>"])
        own.update([20: more, 21: font])
        #expect(try own.signature().document == .extended)
    }

    @Test func `a reference of another generation does not hide what it leads to`() throws {
        var file = try SignedPDF()
        try file.sign(SignedPDF.objects, value: 11, trailer: "/Info 3 7 R")
        file.update([4: SignedPDF.stream("", "BT /F1 12 Tf 50 700 Td (I owe you 900) Tj ET")], trailer: "/Info 3 7 R")
        #expect(try file.signature().document == .changed)
    }

    @Test func `a second field of the same name`() throws {
        var file = try SignedPDF.signed()
        file.update([5: SignedPDF.form(fields: "6 0 R 10 0 R 12 0 R"), 12: SignedPDF.signatureField("Signature1", value: nil)])
        #expect(try file.signature().changes.map(\.kind) == ["signature-field"])
    }

    @Test func `a signature field that was on no page is put on one`() throws {
        let hidden = SignedPDF.signatureField("Hidden", value: nil, box: "40 690 300 720", further: "/AP << /N 8 0 R >>")
        var file = try SignedPDF.signed(replacing: [5: SignedPDF.form(fields: "6 0 R 10 0 R 12 0 R"), 12: hidden])
        file.update([3: SignedPDF.page(annotations: "6 0 R 10 0 R 12 0 R")])
        #expect(try file.signature().changes.map(\.kind) == ["annotation"])
    }
}
