/// All fields of a revision, whether the form lists them or a page shows them. ISO 32000-2 §12.7.3, §12.7.4.
struct FormFields {
    private(set) var all: [FormField] = []
    private(set) var byNumber: [Int: FormField] = [:]

    private struct Open {
        let value: PDFValue
        let name: String
        let type: String?
    }

    init(_ file: PDFFile, in revision: Int) throws(DocumentRejection) {
        let form = try file.dictionary(try file.catalog(in: revision)["AcroForm"], in: revision)
        let roots = try file.array(form?["Fields"], in: revision) ?? []
        try walk(roots.reversed().map { Open(value: $0, name: "", type: nil) }, file, revision)
    }

    /// Widgets that no form lists: a reader shows them all the same.
    mutating func addWidgets(of pages: PDFPages, _ file: PDFFile, in revision: Int) throws(DocumentRejection) {
        for page in pages.references {
            let annotations = try file.array(try file.object(page, in: revision).dictionary?["Annots"], in: revision) ?? []
            var lonely: [Open] = []
            for annotation in annotations where annotation.reference.map({ byNumber[$0.number] == nil }) ?? true {
                let dictionary = try file.dictionary(annotation, in: revision)
                guard dictionary?["Subtype"]?.name == "Widget", dictionary?["FT"] != nil else { continue }
                lonely.append(Open(value: annotation, name: "", type: nil))
            }
            try walk(lonely, file, revision)
        }
    }

    private mutating func walk(_ roots: [Open], _ file: PDFFile, _ revision: Int) throws(DocumentRejection) {
        var open = roots
        while let node = open.popLast() {
            guard all.count < file.limits.objects else { throw .limit("objects") }
            guard node.value.reference.map({ byNumber[$0.number] == nil }) ?? true,
                let dictionary = try file.dictionary(node.value, in: revision)
            else { continue }
            let own = try file.resolve(dictionary["T"], in: revision).string.map(Self.text)
            let name = own.map { node.name.isEmpty ? $0 : $0.isEmpty ? node.name : node.name + "." + $0 } ?? node.name
            let type = try file.resolve(dictionary["FT"], in: revision).name ?? node.type
            let field = FormField(reference: node.value.reference, name: name, type: type, dictionary: dictionary)
            all.append(field)
            if let number = field.reference?.number { byNumber[number] = field }
            guard name.utf8.count <= 4_096 else { throw .limit("depth") }
            let kids = try file.array(dictionary["Kids"], in: revision) ?? []
            open += kids.reversed().map { Open(value: $0, name: name, type: type) }
        }
    }

    /// A text string: UTF-16 or UTF-8 with its mark, else PDFDocEncoding, which is Latin-1 where names of fields need it.
    /// ISO 32000-2 §7.9.2.2.
    static func text(_ bytes: [UInt8]) -> String {
        if bytes.starts(with: [0xFE, 0xFF]) {
            let units = stride(from: 2, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
            return String(decoding: units, as: UTF16.self)
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return String(decoding: bytes.dropFirst(3), as: UTF8.self) }
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
