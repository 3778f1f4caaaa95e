import PKI
import SignatureValidation
import Testing

/// A small PDF file that is written, signed and updated by a test, revision by revision. ISO 32000-2 §7.5.6, §12.8.
struct SignedPDF {
    private(set) var bytes = Array("%PDF-1.7\n".utf8)
    private var startxref: Int?
    private var size = 1
    let authority: TestAuthority

    /// How long the string is that will hold a signature.
    static let room = 4_000

    init(authority: TestAuthority? = nil) throws {
        self.authority = try authority ?? TestAuthority.root(CertificateTemplate("Signer"))
    }

    /// One page with a text, a text field `amount`, and a field `Signature1` that is signed in the only revision.
    static func signed(
        replacing objects: [Int: String] = [:], dictionary: String = "", variant: TestAuthority.CMSVariant = .init()
    ) throws -> SignedPDF {
        var file = try SignedPDF()
        try file.sign(Self.objects.merging(objects) { $1 }, value: 11, dictionary: dictionary, variant: variant)
        return file
    }

    static let objects: [Int: String] = [
        1: "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R >>",
        2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: page(),
        4: stream("", "BT /F1 12 Tf 50 700 Td (I owe you 100) Tj ET"),
        5: form(),
        6: amount("100"),
        7: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        8: stream("/Type /XObject /Subtype /Form /BBox [0 0 150 20]", "BT /F1 12 Tf (100) Tj ET"),
        10: signatureField("Signature1", value: 11),
    ]

    static func page(annotations: String = "6 0 R 10 0 R", contents: Int = 4, further: String = "") -> String {
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents \(contents) 0 R "
            + "/Resources << /Font << /F1 7 0 R >> >> /Annots [\(annotations)] \(further) >>"
    }

    static func form(fields: String = "6 0 R 10 0 R") -> String {
        "<< /Fields [\(fields)] /SigFlags 3 /DR << /Font << /F1 7 0 R >> >> /DA (/F1 12 Tf) >>"
    }

    static func amount(_ value: String, appearance: Int = 8, further: String = "") -> String {
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (amount) /V (\(value)) /Rect [50 600 200 620] /P 3 0 R "
            + "/AP << /N \(appearance) 0 R >> \(further) >>"
    }

    static func signatureField(_ name: String, value: Int?, box: String = "0 0 0 0", further: String = "") -> String {
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (\(name)) /Rect [\(box)] /F 132 /P 3 0 R "
            + "\(value.map { "/V \($0) 0 R" } ?? "") \(further) >>"
    }

    static func stream(_ entries: String, _ data: String) -> String {
        "<< \(entries) /Length \(data.utf8.count) >>\nstream\n\(data)\nendstream"
    }

    // MARK: writing

    /// Appends a revision with these objects.
    mutating func update(_ objects: [Int: String], trailer: String = "") {
        var entries: [Int: Int] = [:]
        for (number, text) in objects.sorted(by: { $0.key < $1.key }) {
            entries[number] = bytes.count
            bytes += Array("\(number) 0 obj\n\(text)\nendobj\n".utf8)
        }
        size = max(size, (objects.keys.max() ?? 0) + 1)
        close(entries, trailer)
    }

    /// The cross-reference table of the revision, its trailer, and the end.
    private mutating func close(_ entries: [Int: Int], _ trailer: String) {
        let start = bytes.count
        var text = "xref\n0 1\n0000000000 65535 f \n"
        for (number, offset) in entries.sorted(by: { $0.key < $1.key }) { text += "\(number) 1\n\(Self.padded(offset)) 00000 n \n" }
        text += "trailer\n<< /Size \(size) /Root 1 0 R \(startxref.map { "/Prev \($0)" } ?? "") \(trailer) >>\nstartxref\n\(start)\n%%EOF\n"
        bytes += Array(text.utf8)
        startxref = start
    }

    static func padded(_ number: Int) -> String { String(repeating: "0", count: 10 - "\(number)".count) + "\(number)" }

    /// Appends a revision that is signed by the object of that number.
    mutating func sign(
        _ objects: [Int: String], value: Int, dictionary: String = "", variant: TestAuthority.CMSVariant = .init(), trailer: String = ""
    ) throws {
        let before = bytes.count
        let text =
            "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:20250601000000Z) \(dictionary) "
            + "/ByteRange [0 @@@@@@@@@@ @@@@@@@@@@ @@@@@@@@@@] /Contents <\(String(repeating: "0", count: Self.room))> >>"
        update(objects.merging([value: text]) { $1 }, trailer: trailer)
        let gap = try #require(Self.position(of: "/Contents <00", in: bytes, from: before)) + 10
        let end = gap + Self.room + 2
        let numbers = [gap, end, bytes.count - end].map(Self.padded).joined(separator: " ")
        let range = try #require(Self.position(of: "@@@@@@@@@@ @", in: bytes, from: before))
        bytes.replaceSubrange(range..<range + numbers.utf8.count, with: Array(numbers.utf8))
        let signature = try authority.detachedSignature(over: Array(bytes[..<gap] + bytes[end...]), variant)
        let digits = signature.flatMap { (byte: UInt8) -> [UInt8] in [Self.digit(byte >> 4), Self.digit(byte & 15)] }
        bytes.replaceSubrange(gap + 1..<gap + 1 + digits.count, with: digits)
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    /// Bytes behind the last revision, or anything else that no writer would do.
    mutating func append(_ text: String) { bytes += Array(text.utf8) }

    mutating func replace(_ text: String, by other: String) throws { try replace(text, by: Array(other.utf8)) }

    mutating func replace(_ text: String, by other: [UInt8]) throws {
        let start = try #require(Self.position(of: text, in: bytes, from: 0))
        bytes.replaceSubrange(start..<start + text.utf8.count, with: other)
    }

    static func position(of text: String, in bytes: [UInt8], from start: Int) -> Int? {
        let pattern = Array(text.utf8)
        return (start..<max(start, bytes.count - pattern.count + 1)).first { bytes[$0] == pattern[0] && bytes[$0...].starts(with: pattern) }
    }

    // MARK: judging

    func document() throws -> SignedDocument { try PAdESFormat.read(Document(bytes: bytes), limits: Limits()) }

    func signature(_ name: String = "Signature1") throws -> DocumentSignature {
        try #require(document().signatures.first { $0.identifier == name })
    }

    /// Neither refused nor found out: what no attack may reach.
    func isBelieved() -> Bool {
        guard let signatures = try? document().signatures, !signatures.isEmpty else { return false }
        return signatures.allSatisfy { $0.cryptography == .valid && $0.formatFailure == nil && $0.document <= .extended }
    }

    func rejection() -> DocumentRejection? {
        do throws(DocumentRejection) {
            _ = try PAdESFormat.read(Document(bytes: bytes), limits: Limits())
            return nil
        } catch { return error }
    }
}
