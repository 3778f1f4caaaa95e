/// The parts of one revision that a comparison asks for.
struct PDFRevisionState {
    let revision: Int
    let root: Int?
    let catalog: PDFDictionary
    let form: PDFDictionary?
    let fields: FormFields

    init(_ file: PDFFile, in revision: Int) throws(DocumentRejection) {
        self.revision = revision
        root = file.revisions[revision].trailer["Root"]?.reference?.number
        catalog = try file.catalog(in: revision)
        form = try file.dictionary(catalog["AcroForm"], in: revision)
        fields = try FormFields(file, in: revision)
    }
}
