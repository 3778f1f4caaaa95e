/// Where a page has text and images: geometry alone, nothing is drawn. ISO 32000-2 §7.8, §8, §9.
///
/// Lines and areas are left out: a background would be everywhere.
struct PDFPageContent {
    private(set) var texts: [PDFRectangle] = []
    private(set) var images: [PDFRectangle] = []
    /// Whether an image lies on text that was drawn before it.
    private(set) var hasCoveredText = false
    private var page = PDFRectangle(left: 0, bottom: 0, right: 612, top: 792)

    private let file: PDFFile
    private let revision: Int
    private var streams: [PDFReference: [UInt8]] = [:]
    private var fonts: [PDFReference: PDFFontMetrics] = [:]

    /// Forms in forms.
    private static let depth = 8

    init(
        _ file: PDFFile, page reference: PDFReference, in revision: Int, _ budget: inout PDFPageContents.Budget
    ) throws(DocumentRejection) {
        self.file = file
        self.revision = revision
        guard let dictionary = try file.object(reference, in: revision).dictionary else { return }
        if let box = PDFRectangle(try inherited("MediaBox", from: dictionary)) { page = box }
        let resources = try file.dictionary(try inherited("Resources", from: dictionary), in: revision) ?? PDFDictionary()
        var content: [UInt8] = []
        let streams = try file.array(dictionary["Contents"], in: revision) ?? [dictionary["Contents"]].compactMap { $0 }
        for stream in streams { content += try decoded(stream, &budget) + [10] }
        try read(content, resources: resources, transform: PDFTransform(), depth: Self.depth, &budget)
    }

    /// A scanned page, on which everything lies.
    func isBackground(_ image: PDFRectangle) -> Bool { image.width >= 0.85 * page.width && image.height >= 0.85 * page.height }

    /// A form is decoded once, however often it is drawn.
    private mutating func decoded(_ value: PDFValue, _ budget: inout PDFPageContents.Budget) throws(DocumentRejection) -> [UInt8] {
        guard let reference = value.reference else { return [] }
        if let known = streams[reference] { return known }
        guard let (range, dictionary) = try file.encodedStream(value, in: revision) else { return [] }
        let bytes = try budget.decoder.decode(file.bytes[range], dictionary: dictionary)
        streams[reference] = bytes
        return bytes
    }

    private func inherited(_ key: String, from page: PDFDictionary) throws(DocumentRejection) -> PDFValue? {
        var node: PDFDictionary? = page
        for _ in 0..<file.limits.depth {
            if let value = node?[key] { return try file.resolve(value, in: revision) }
            node = try file.dictionary(node?["Parent"], in: revision)
        }
        return nil
    }

    private mutating func read(
        _ content: [UInt8], resources: PDFDictionary, transform: PDFTransform, depth: Int, _ budget: inout PDFPageContents.Budget
    ) throws(DocumentRejection) {
        var reader = PDFContentReader(content)
        var state = PDFTextState(transform: transform)
        var saved: [PDFTextState] = []
        while let operation = try reader.next() {
            budget.operations -= 1
            guard budget.operations > 0 else { throw .limit("objects") }
            switch operation.name {
            case "q": if saved.count < 1_024 { saved.append(state) }
            case "Q": state = saved.popLast() ?? state
            case "Tf": try setFont(operation, resources, &state)
            case "BI": addImage(state.transform)
            case "Do": try draw(operation, resources, state, depth: depth, &budget)
            default: if let box = state.apply(operation) { texts.append(box) }
            }
        }
    }

    /// An image is a unit square, wherever it is put. ISO 32000-2 §8.9.5.
    private mutating func addImage(_ transform: PDFTransform) {
        let image = transform.apply(PDFRectangle(left: 0, bottom: 0, right: 1, top: 1))
        // The first images of a page tell; comparing thousands with thousands would not be linear.
        if !hasCoveredText, images.count < 64, !isBackground(image) { hasCoveredText = texts.contains { image.overlaps($0) } }
        images.append(image)
    }

    private mutating func setFont(_ operation: PDFContentOperation, _ resources: PDFDictionary, _ state: inout PDFTextState)
        throws(DocumentRejection)
    {
        guard let name = operation.operands.first?.name, let size = operation.operands.last?.number else { return }
        state.size = size
        let value = try file.dictionary(resources["Font"], in: revision)?[name]
        if let reference = value?.reference, let known = fonts[reference] {
            state.font = known
            return
        }
        let font = try PDFFontMetrics(try file.dictionary(value, in: revision), file, in: revision)
        if let reference = value?.reference { fonts[reference] = font }
        state.font = font
    }

    private mutating func draw(
        _ operation: PDFContentOperation, _ resources: PDFDictionary, _ state: PDFTextState, depth: Int,
        _ budget: inout PDFPageContents.Budget
    ) throws(DocumentRejection) {
        guard let name = operation.operands.first?.name, let value = try file.dictionary(resources["XObject"], in: revision)?[name],
            let object = try file.dictionary(value, in: revision)
        else { return }
        guard object["Subtype"]?.name == "Form" else {
            addImage(state.transform)
            return
        }
        guard depth > 0 else { throw .limit("depth") }
        let matrix = PDFTransform(object["Matrix"]?.array?.compactMap(\.number) ?? []) ?? PDFTransform()
        let own = try file.dictionary(object["Resources"], in: revision) ?? resources
        try read(
            try decoded(value, &budget), resources: own, transform: matrix.then(state.transform), depth: depth - 1, &budget)
    }
}
