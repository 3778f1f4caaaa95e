import SignatureValidation
import Testing

/// What certification and locks permit. Rohlmann et al., "Breaking the Specification: PDF Certification", S&P 2021.
struct CertificationAttackTests {
    private static let note = "<< /Type /Annot /Subtype /FreeText /Rect [300 300 400 320] /Contents (note) /P 3 0 R /F 4 >>"

    /// Certified with `P`; nil: an ordinary signature.
    private func file(permissions: Int?, _ objects: [Int: String] = [:], lock: String = "") throws -> SignedPDF {
        guard let permissions else { return try SignedPDF.signed(replacing: objects) }
        let reference =
            "/Reference [<< /Type /SigRef /TransformMethod /DocMDP "
            + "/TransformParams << /Type /TransformParams /P \(permissions) /V /1.2 >> >>]"
        let catalog = "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R /Perms << /DocMDP 11 0 R >> >>"
        return try SignedPDF.signed(replacing: objects.merging([1: catalog]) { $1 }, dictionary: reference)
    }

    @Test(arguments: [(nil, false), (1, false), (2, false), (3, true)])
    func `evil annotation: only P 3 lets anybody annotate`(permissions: Int?, isPermitted: Bool) throws {
        var file = try file(permissions: permissions)
        file.update([3: SignedPDF.page(annotations: "6 0 R 10 0 R 12 0 R"), 12: Self.note])
        let signature = try file.signature()
        #expect(signature.document == (isPermitted ? .extended : .changed))
        #expect(signature.changes.map(\.kind) == (isPermitted ? [] : ["annotation"]))
    }

    @Test func `evil annotation: over content it is refused even at P 3`() throws {
        var file = try file(permissions: 3)
        let cover = Self.note.replacingFirst("300 300 400 320", by: "40 690 300 720")
        file.update([3: SignedPDF.page(annotations: "6 0 R 10 0 R 12 0 R"), 12: cover])
        #expect(try file.signature().document == .changed)
    }

    @Test(arguments: [(nil, true), (1, false), (2, true), (3, true)])
    func `a form is filled where it may be`(permissions: Int?, isPermitted: Bool) throws {
        var file = try file(permissions: permissions)
        file.update([6: SignedPDF.amount("900", appearance: 20), 20: SignedPDF.stream("/Subtype /Form /BBox [0 0 150 20]", "(900) Tj")])
        #expect(try file.signature().document == (isPermitted ? .extended : .changed))
    }

    private func countersigned(_ file: SignedPDF, box: String, further: String = "", kind: String = "Sig") throws -> SignedPDF {
        var file = file
        try file.sign(
            [
                3: SignedPDF.page(annotations: "6 0 R 10 0 R 12 0 R"), 5: SignedPDF.form(fields: "6 0 R 10 0 R 12 0 R"),
                12: SignedPDF.signatureField("Signature2", value: 13, box: box, further: further),
            ], value: 13)
        return file
    }

    @Test(arguments: [(nil, true), (1, false), (2, true), (3, true)])
    func `a further signature where it may be`(permissions: Int?, isPermitted: Bool) throws {
        let signed = try countersigned(file(permissions: permissions), box: "300 300 400 350")
        #expect(try signed.signature().document == (isPermitted ? .extended : .changed))
        // Who signed over a change has signed it, and yet does not vouch for what the first one saw.
        #expect(try signed.signature("Signature2").document == (isPermitted ? .unchanged : .changed))
        #expect(try signed.signature("Signature2").cryptography == .valid)
    }

    @Test(arguments: ["40 690 300 720", "100 590 300 640"])
    func `sneaky signature: a field over the text or over a field`(box: String) throws {
        for permissions in [nil, 2, 3] {
            let signature = try countersigned(file(permissions: permissions), box: box).signature()
            #expect(signature.document == .changed)
            #expect(signature.changes.map(\.kind) == ["signature-field-over-content"])
        }
    }

    @Test func `borders that merely touch are no overlap, and a hidden field covers nothing`() throws {
        #expect(try countersigned(file(permissions: 2), box: "200 600 300 620").signature().document == .extended)
        #expect(try countersigned(file(permissions: 2), box: "0 0 0 0").signature().document == .extended)
    }

    @Test(arguments: ["/A << /S /JavaScript /JS (x) >>", "/AA << /E << /S /JavaScript /JS (x) >> >>"])
    func `a signature field that acts`(action: String) throws {
        let file = try countersigned(file(permissions: nil), box: "0 0 0 0", further: action)
        #expect(try file.signature().document == .changed)
    }

    @Test func `a text field in the clothes of a signature`() throws {
        var file = try file(permissions: nil)
        let field = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (forged) /V (x) /Rect [300 300 400 350] /P 3 0 R >>"
        file.update([3: SignedPDF.page(annotations: "6 0 R 10 0 R 12 0 R"), 5: SignedPDF.form(fields: "6 0 R 10 0 R 12 0 R"), 12: field])
        #expect(try file.signature().document == .changed)
    }

    @Test func `a certification after another signature`() throws {
        let reference = "/Reference [<< /TransformMethod /DocMDP /TransformParams << /P 3 >> >>]"
        var file = try file(permissions: nil)
        try file.sign(
            [
                1: "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R /Perms << /DocMDP 13 0 R >> >>",
                3: SignedPDF.page(annotations: "6 0 R 10 0 R 12 0 R"), 5: SignedPDF.form(fields: "6 0 R 10 0 R 12 0 R"),
                12: SignedPDF.signatureField("Signature2", value: 13),
            ], value: 13, dictionary: reference)
        #expect(try file.signature().changes.map(\.kind) == ["permissions"])
        #expect(try file.signature("Signature2").formatFailure == "certification after another signature")
    }

    @Test func `a certification that is taken back`() throws {
        var file = try file(permissions: 1)
        file.update([1: SignedPDF.objects[1] ?? ""])
        #expect(try file.signature().document == .changed)
    }

    @Test(arguments: [
        ("/Action /All", false), ("/Action /Include /Fields [(amount)]", false), ("/Action /Include /Fields [(other)]", true),
        ("/Action /Exclude /Fields [(amount)]", true), ("/Action /Exclude /Fields [(other)]", false), ("/Action /Strange", false),
    ])
    func `a locked field`(lock: String, isPermitted: Bool) throws {
        let byTransform = "/Reference [<< /TransformMethod /FieldMDP /TransformParams << \(lock) >> >>]"
        let byField = SignedPDF.signatureField("Signature1", value: 11, further: "/Lock << /Type /SigFieldLock \(lock) >>")
        for var file in [try SignedPDF.signed(dictionary: byTransform), try SignedPDF.signed(replacing: [10: byField])] {
            file.update([6: SignedPDF.amount("900")])
            #expect(try file.signature().document == (isPermitted ? .extended : .changed))
        }
    }

    @Test func `a document timestamp is permitted by every certification`() throws {
        var file = try file(permissions: 1)
        file.update([
            3: SignedPDF.page(annotations: "6 0 R 10 0 R 12 0 R"), 5: SignedPDF.form(fields: "6 0 R 10 0 R 12 0 R"),
            12: SignedPDF.signatureField("Timestamp", value: 13),
            13: "<< /Type /DocTimeStamp /Filter /A /SubFilter /ETSI.RFC3161 /ByteRange [0 1 2 3] /Contents <3000> >>",
        ])
        #expect(try file.signature().document == .extended)
        #expect(try file.document().timestamps.map(\.imprintMatches) == [false])
    }
}
