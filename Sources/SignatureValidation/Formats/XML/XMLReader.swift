internal import CLibXML2

/// Reads XML by libxml2, which sees no document type, opens nothing and keeps no tree of its own.
///
/// The library's event interface fills an `XMLTree`, so that nothing outside this file holds a pointer of it and a large document
/// is in memory once.
package enum XMLReader {
    /// - Throws: for what is not well-formed with namespaces, has a document type, or exceeds a limit.
    package static func read(_ bytes: ArraySlice<UInt8>, limits: Limits) throws(DocumentRejection) -> XMLTree {
        let encoded = try XMLEncoding.asciiCompatible(bytes)
        try XMLPrescan.check(encoded.bytes, limits: limits)
        let builder = XMLTreeBuilder(limits: limits, textBytes: encoded.bytes.count)
        let isWellFormed = parse(encoded, into: builder)
        if let failure = builder.failure { throw failure }
        guard isWellFormed, let tree = builder.finished() else { throw .malformed("not well-formed XML") }
        return tree
    }

    /// Fed piece by piece, the library copies no more than a piece.
    private static let pieceBytes = 65_536

    private static let isPrepared: Bool = {
        xmlInitParser()
        // Nothing asks for an external entity, and nobody would get one.
        unsafe xmlSetExternalEntityLoader { _, _, _ in nil }
        return true
    }()

    private static func parse(_ input: XMLEncoding.Input, into builder: XMLTreeBuilder) -> Bool {
        guard isPrepared else { return false }
        var handler = unsafe handler()
        let user = unsafe Unmanaged.passUnretained(builder).toOpaque()
        guard let context = unsafe xmlCreatePushParserCtxt(&handler, user, nil, 0, nil) else { return false }
        defer { unsafe xmlFreeParserCtxt(context) }
        let encoding = input.declaresEncoding ? 0 : XML_PARSE_IGNORE_ENC.rawValue
        _ = unsafe xmlCtxtUseOptions(context, Int32(bitPattern: XML_PARSE_NONET.rawValue | encoding))
        // Options touch the handler; this is what makes text of white space come like any other.
        unsafe context.pointee.keepBlanks = 1
        return withExtendedLifetime(builder) { unsafe feed(input.bytes, to: context, builder) }
    }

    private static func feed(_ bytes: ArraySlice<UInt8>, to context: xmlParserCtxtPtr, _ builder: XMLTreeBuilder) -> Bool {
        unsafe bytes.withUnsafeBytes { buffer in
            for start in stride(from: 0, to: buffer.count, by: pieceBytes) {
                let piece = unsafe UnsafeRawBufferPointer(rebasing: buffer[start..<min(start + pieceBytes, buffer.count)])
                let start = unsafe piece.baseAddress?.assumingMemoryBound(to: CChar.self)
                _ = unsafe xmlParseChunk(context, start, Int32(piece.count), 0)
                guard unsafe builder.failure == nil && context.pointee.wellFormed == 1 else { return }
            }
            _ = unsafe xmlParseChunk(context, nil, 0, 1)
        }
        return unsafe context.pointee.wellFormed == 1 && context.pointee.nsWellFormed == 1
    }

    private static func handler() -> xmlSAXHandler {
        var handler = unsafe xmlSAXHandler()
        unsafe handler.initialized = UInt32(XML_SAX2_MAGIC)
        unsafe handler.startElementNs = { user, local, prefix, uri, declared, declarations, count, _, attributes in
            unsafe XMLReader.builder(user)?.start(local, prefix, uri, declared, declarations, count, attributes)
        }
        unsafe handler.endElementNs = { user, _, _, _ in unsafe XMLReader.builder(user)?.end() }
        unsafe handler.characters = { user, text, count in unsafe XMLReader.builder(user)?.characters(text, count) }
        unsafe handler.ignorableWhitespace = unsafe handler.characters
        unsafe handler.cdataBlock = { user, text, count in unsafe XMLReader.builder(user)?.characters(text, count) }
        unsafe handler.comment = { user, text in unsafe XMLReader.builder(user)?.comment(text) }
        unsafe handler.processingInstruction = { user, target, data in unsafe XMLReader.builder(user)?.instruction(target, data) }
        unsafe handler.internalSubset = { user, _, _, _ in unsafe XMLReader.builder(user)?.refuse(.malformed("document type declaration")) }
        unsafe handler.reference = { user, _ in unsafe XMLReader.builder(user)?.refuse(.malformed("entity reference")) }
        // Errors end in `wellFormed`; nothing is printed.
        unsafe handler.serror = { _, _ in }
        return unsafe handler
    }

    private static func builder(_ user: UnsafeMutableRawPointer?) -> XMLTreeBuilder? {
        unsafe user.map { unsafe Unmanaged<XMLTreeBuilder>.fromOpaque($0).takeUnretainedValue() }
    }
}

/// Fills a tree from the events of the parser.
@safe final class XMLTreeBuilder {
    private(set) var failure: DocumentRejection?

    private var tree = XMLTree()
    private let limits: Limits
    private var open: [Int32] = [0]
    /// The library keeps each text once, so that its address stands for it.
    private var stringNumbers: [UInt: Int32] = [:]
    private var nameNumbers: [XMLTree.Name: Int32] = [:]

    /// - Parameter textBytes: how much text there may be; room that is never used costs nothing.
    init(limits: Limits, textBytes: Int) {
        self.limits = limits
        tree.text.reserveCapacity(textBytes)
        tree.records.append(XMLTree.Record(kind: .document, parent: 0, end: 1))
    }

    func refuse(_ reason: DocumentRejection) { failure = failure ?? reason }

    func finished() -> XMLTree? {
        tree.records[0].end = Int32(tree.records.count)
        guard open == [0], let root = tree.childElements(of: XMLTree.document).first else { return nil }
        tree.root = root
        return tree
    }

    typealias Text = UnsafePointer<xmlChar>
    typealias Texts = UnsafeMutablePointer<UnsafePointer<xmlChar>?>

    func start(
        _ local: Text?, _ prefix: Text?, _ uri: Text?, _ declared: Int32, _ declarations: Texts?, _ count: Int32, _ attributes: Texts?
    ) {
        guard failure == nil else { return }
        var record = XMLTree.Record(kind: .element, parent: open[open.count - 1], end: 0)
        record.name = unsafe name(local, prefix, uri)
        record.declarations = Int32(tree.declarations.count)
        for index in 0..<Int(declared) {
            let prefix = unsafe string(declarations?[2 * index])
            tree.declarations.append(XMLTree.Declaration(prefix: prefix, namespace: unsafe string(declarations?[2 * index + 1])))
        }
        record.declarationCount = declared
        record.content = Int32(tree.attributes.count)
        for index in 0..<Int(count) { unsafe attribute(attributes, at: 5 * index) }
        record.contentCount = count
        open.append(append(record))
    }

    /// Five pointers stand for an attribute: local name, prefix, namespace, and where its value begins and ends.
    private func attribute(_ fields: Texts?, at first: Int) {
        guard let fields = unsafe fields, let start = unsafe fields[first + 3], let end = unsafe fields[first + 4] else {
            return refuse(.malformed("attribute"))
        }
        let name = unsafe name(fields[first], fields[first + 1], fields[first + 2])
        let value = Int32(tree.text.count)
        unsafe appendUnescaped(UnsafeBufferPointer(start: start, count: end - start))
        tree.attributes.append(XMLTree.Attribute(name: name, value: value, valueCount: Int32(tree.text.count) - value))
    }

    /// While it replaces no entities, the library spells every ampersand of a value `&#38;`.
    private func appendUnescaped(_ value: UnsafeBufferPointer<xmlChar>) {
        var index = 0
        while index < value.count {
            unsafe tree.text.append(value[index])
            index += unsafe value[index] == UInt8(ascii: "&") ? 5 : 1
        }
    }

    func end() {
        guard failure == nil, open.count > 1 else { return }
        tree.records[Int(open.removeLast())].end = Int32(tree.records.count)
    }

    /// Text comes in pieces; neighbours become one node, as in the data model of XPath.
    func characters(_ text: Text?, _ count: Int32) {
        guard failure == nil, count > 0, let text = unsafe text else { return }
        let last = tree.records.count - 1
        if tree.records[last].kind == .text, tree.records[last].parent == open[open.count - 1] {
            tree.records[last].contentCount += count
        } else {
            var record = leaf(.text)
            record.contentCount = count
            append(record)
        }
        unsafe tree.text.append(contentsOf: UnsafeBufferPointer(start: text, count: Int(count)))
    }

    func comment(_ text: Text?) {
        guard failure == nil else { return }
        unsafe append(leaf(.comment), text)
    }

    func instruction(_ target: Text?, _ data: Text?) {
        guard failure == nil else { return }
        var record = leaf(.instruction)
        record.name = unsafe string(target)
        unsafe append(record, data)
    }

    private func leaf(_ kind: XMLTree.Kind) -> XMLTree.Record {
        XMLTree.Record(kind: kind, parent: open[open.count - 1], end: Int32(tree.records.count) + 1, content: Int32(tree.text.count))
    }

    private func append(_ record: XMLTree.Record, _ text: Text?) {
        var record = record
        if let text = unsafe text {
            let count = unsafe Int(xmlStrlen(text))
            unsafe tree.text.append(contentsOf: UnsafeBufferPointer(start: text, count: count))
            record.contentCount = Int32(count)
        }
        append(record)
    }

    @discardableResult private func append(_ record: XMLTree.Record) -> Int32 {
        if tree.records.count >= 2 * limits.objects { refuse(.limit("objects")) }
        tree.records.append(record)
        return Int32(tree.records.count - 1)
    }

    private func name(_ local: Text?, _ prefix: Text?, _ uri: Text?) -> Int32 {
        let name = unsafe XMLTree.Name(prefix: string(prefix), namespace: string(uri), local: string(local))
        if let number = nameNumbers[name] { return number }
        let number = Int32(tree.names.count)
        tree.names.append(name)
        nameNumbers[name] = number
        return number
    }

    private func string(_ text: Text?) -> Int32 {
        guard let text = unsafe text, unsafe text.pointee != 0 else { return XMLTree.empty }
        let address = UInt(bitPattern: text)
        if let number = stringNumbers[address] { return number }
        var bytes: [UInt8] = []
        var index = 0
        while unsafe text[index] != 0 {
            unsafe bytes.append(text[index])
            index += unsafe text[index] == UInt8(ascii: "&") ? 5 : 1
        }
        // The library looks names up in lists that grow with their number.
        if tree.strings.count >= limits.xmlNames { refuse(.limit("xmlNames")) }
        let number = Int32(tree.strings.count)
        tree.strings.append(String(decoding: bytes, as: UTF8.self))
        stringNumbers[address] = number
        return number
    }
}
