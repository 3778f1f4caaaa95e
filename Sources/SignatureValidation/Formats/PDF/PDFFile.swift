/// A file with its revisions, each of which is a document of its own. ISO 32000-2 §7.5.
///
/// It remembers what it has read, so it stays within one reading of one document.
final class PDFFile {
    let bytes: [UInt8]
    let limits: Limits
    let revisions: [PDFRevision]
    /// Which revisions after the first define an object.
    private let updates: [Int: [Int]]
    private var decoder: PDFStreamDecoder
    private var objects: [Place: PDFObject] = [:]
    private var objectStreams: [Place: PDFObjectStream] = [:]

    /// An object, and the revision that says where it is.
    private struct Place: Hashable {
        let number: Int
        let revision: Int
    }

    /// More is read anew: a large file may hold a million.
    private static let remembered = 20_000

    var last: Int { revisions.count - 1 }

    init(bytes: [UInt8], limits: Limits) throws(DocumentRejection) {
        guard bytes.count <= limits.documentBytes else { throw .limit("documentBytes") }
        guard bytes.starts(with: Array("%PDF-".utf8)) else { throw .malformed("PDF header") }
        var reader = PDFRevisionReader(bytes: bytes, limits: limits, decoder: PDFStreamDecoder(limits: limits, bytes: bytes.count))
        (revisions, decoder) = try reader.revisions()
        updates = Self.updates(revisions)
        self.bytes = bytes
        self.limits = limits
        guard revisions.allSatisfy({ $0.trailer["Encrypt"] == nil }) else { throw .unsupported("encrypted PDF") }
        try refuseReplacedObjectStreams()
    }

    private static func updates(_ revisions: [PDFRevision]) -> [Int: [Int]] {
        var updates: [Int: [Int]] = [:]
        for index in revisions.indices.dropFirst() {
            for number in revisions[index].entries.keys { updates[number, default: []].append(index) }
        }
        return updates
    }

    /// A later object stream of the same number would change objects that nobody says were changed.
    private func refuseReplacedObjectStreams() throws(DocumentRejection) {
        var streams: Set<Int> = []
        for (index, revision) in revisions.enumerated() {
            for stream in streams.intersection(revision.entries.keys) {
                guard entry(stream, in: index - 1)?.entry == revision.entries[stream] else {
                    throw .malformed("PDF object stream replaced")
                }
            }
            for case .compressed(let stream, _) in revision.entries.values { streams.insert(stream) }
        }
    }

    // MARK: objects

    /// Where the object is for a reader who sees the file up to that revision.
    func entry(_ number: Int, in revision: Int) -> (entry: CrossReferenceEntry, revision: Int)? {
        if let index = updates[number]?.last(where: { $0 <= revision }), let entry = revisions[index].entries[number] {
            return (entry, index)
        }
        return revisions[0].entries[number].map { ($0, 0) }
    }

    /// The object as of that revision; null where there is none.
    func object(_ reference: PDFReference, in revision: Int) throws(DocumentRejection) -> PDFObject {
        guard let (entry, defining) = entry(reference.number, in: revision) else { return .null }
        let place = Place(number: reference.number, revision: defining)
        if let known = objects[place] { return known }
        let object = try read(entry, reference, defining: defining)
        if objects.count < Self.remembered { objects[place] = object }
        return object
    }

    /// The object of that number, whatever its generation.
    func object(_ number: Int, in revision: Int) throws(DocumentRejection) -> PDFObject {
        guard case .uncompressed(_, let generation)? = entry(number, in: revision)?.entry else {
            return try object(PDFReference(number: number, generation: 0), in: revision)
        }
        return try object(PDFReference(number: number, generation: generation), in: revision)
    }

    private func read(_ entry: CrossReferenceEntry, _ reference: PDFReference, defining: Int) throws(DocumentRejection) -> PDFObject {
        switch entry {
        case .free: return .null
        case .uncompressed(let offset, let generation):
            guard generation == reference.generation else { return .null }
            var parser = PDFParser(PDFLexer(bytes, from: offset, to: revisions[defining].end), depth: limits.depth)
            return try parser.object(reference) { (length) throws(DocumentRejection) in try self.length(length, in: defining) }
        case .compressed(let stream, let index):
            guard reference.generation == 0 else { return .null }
            return PDFObject(value: try objectStream(stream, in: defining).value(reference.number, at: index, depth: limits.depth))
        }
    }

    /// A length is an integer and nothing else, so that reading it leads nowhere further.
    private func length(_ reference: PDFReference, in revision: Int) throws(DocumentRejection) -> Int? {
        guard let (entry, defining) = entry(reference.number, in: revision) else { return nil }
        guard case .uncompressed(let offset, reference.generation) = entry else {
            return try object(reference, in: revision).value.integer
        }
        var lexer = PDFLexer(bytes, from: offset, to: revisions[defining].end)
        guard try lexer.next() == .integer(reference.number), try lexer.next() == .integer(reference.generation),
            try lexer.next() == .keyword("obj"), case .integer(let length) = try lexer.next()
        else { return nil }
        return length
    }

    private func objectStream(_ number: Int, in revision: Int) throws(DocumentRejection) -> PDFObjectStream {
        guard case (.uncompressed(let offset, let generation), let defining)? = entry(number, in: revision) else {
            throw .malformed("PDF object stream")
        }
        let place = Place(number: number, revision: defining)
        if let known = objectStreams[place] { return known }
        var parser = PDFParser(PDFLexer(bytes, from: offset, to: revisions[defining].end), depth: limits.depth)
        // Its length must not be in an object stream, which could be itself.
        let object = try parser.object(PDFReference(number: number, generation: generation)) { (length) throws(DocumentRejection) in
            guard case .uncompressed? = self.entry(length.number, in: defining)?.entry else { return nil }
            return try self.length(length, in: defining)
        }
        guard let dictionary = object.dictionary, dictionary["Type"]?.name == "ObjStm", let range = object.stream else {
            throw .malformed("PDF object stream")
        }
        let stream = try PDFObjectStream(bytes: decoder.decode(bytes[range], dictionary: dictionary), dictionary: dictionary)
        objectStreams[place] = stream
        return stream
    }

    // MARK: values

    /// The value behind a reference, or the value itself.
    func resolve(_ value: PDFValue?, in revision: Int) throws(DocumentRejection) -> PDFValue {
        var value = value ?? .null
        // An object may be a reference again; how often is nowhere said.
        for _ in 0..<8 {
            guard case .reference(let reference) = value else { return value }
            value = try object(reference, in: revision).value
        }
        return .null
    }

    func dictionary(_ value: PDFValue?, in revision: Int) throws(DocumentRejection) -> PDFDictionary? {
        try resolve(value, in: revision).dictionary
    }

    func array(_ value: PDFValue?, in revision: Int) throws(DocumentRejection) -> [PDFValue]? {
        try resolve(value, in: revision).array
    }

    /// The plain bytes of a stream; nil where there is none.
    func stream(_ value: PDFValue?, in revision: Int) throws(DocumentRejection) -> [UInt8]? {
        guard let (range, dictionary) = try encodedStream(value, in: revision) else { return nil }
        return try decoder.decode(bytes[range], dictionary: dictionary)
    }

    /// A stream as it stands in the file, for those who decode it on their own account.
    func encodedStream(_ value: PDFValue?, in revision: Int) throws(DocumentRejection) -> (range: Range<Int>, dictionary: PDFDictionary)? {
        guard let reference = value?.reference else { return nil }
        let object = try object(reference, in: revision)
        guard let range = object.stream, let dictionary = object.dictionary else { return nil }
        return (range, dictionary)
    }

    func catalog(in revision: Int) throws(DocumentRejection) -> PDFDictionary {
        guard let root = revisions[revision].trailer["Root"], root.reference != nil, let catalog = try dictionary(root, in: revision) else {
            throw .malformed("PDF without catalog")
        }
        return catalog
    }
}
