internal import PKI
internal import Primitives

/// Dereferences and transforms what a signature refers to. XMLDSig §4.4.3.1 and §4.4.3.2.
struct XMLReferenceProcessing {
    let tree: XMLTree
    /// Every `ds:Signature` of the document.
    let signatures: [Int]
    let identifiers: XMLIdentifiers
    let parts: DetachedParts
    let limits: Limits
    /// What all references of a document may digest together.
    let budget: OctetBudget

    /// What a reference names.
    enum Target: Equatable {
        case absent
        case external(String?)
        case nodes(NodeSet)
    }

    /// How many octets could be digested in the time that it takes to parse one.
    private static let costOfParsing = 8

    private enum Content {
        case digest(algorithm: String, value: [UInt8])
        /// Of the document itself, or of what came along and was parsed.
        case nodes(NodeSet, XMLTree, isOwn: Bool)
        case octets(ArraySlice<UInt8>)
    }

    enum Outcome: Equatable {
        case differs
        case intact
        case notFound
        case unserved(String)
    }

    struct Result {
        var reference: XMLReference
        var target: Target
        var outcome: Outcome
        /// Whether it stands in a manifest, and not in the signature itself.
        var isOfManifest = false
    }

    /// - Parameter signature: the `ds:Signature` in which the reference stands, for the enveloped-signature transform.
    func check(_ reference: XMLReference, of signature: Int) throws(XMLSignatureFailure) -> Result {
        let target = try target(of: reference.uri)
        let outcome: Outcome
        do {
            outcome = try compare(reference, target, of: signature)
        } catch .unserved(let name) {
            outcome = .unserved(name)
        } catch {
            throw error
        }
        return Result(reference: reference, target: target, outcome: outcome)
    }

    // MARK: Dereferencing

    /// XMLDSig §4.4.3.3: nothing but the document, an element by its identifier, and what came along from elsewhere.
    private func target(of uri: String?) throws(XMLSignatureFailure) -> Target {
        guard let uri else { return .external(nil) }
        if uri.isEmpty { return .nodes(NodeSet(top: XMLTree.document, hasComments: false)) }
        guard uri.utf8.first == UInt8(ascii: "#") else { return .external(uri) }
        let fragment = uri.dropFirst()
        if fragment == "xpointer(/)" { return .nodes(NodeSet(top: XMLTree.document, hasComments: true)) }
        if let identifier = Self.identifier(ofPointer: fragment) { return try element(identifier, hasComments: true) }
        if fragment.utf8.contains(UInt8(ascii: "(")) { throw .unserved("XPointer") }
        return try element(fragment, hasComments: false)
    }

    /// `xpointer(id('x'))`, with either kind of quotes.
    private static func identifier(ofPointer pointer: Substring) -> Substring? {
        for quote in ["'", "\""] {
            let (start, end) = ("xpointer(id(\(quote)", "\(quote)))")
            if pointer.hasPrefix(start), pointer.hasSuffix(end) { return pointer.dropFirst(start.count).dropLast(end.count) }
        }
        return nil
    }

    private func element(_ identifier: Substring, hasComments: Bool) throws(XMLSignatureFailure) -> Target {
        do {
            guard let node = try identifiers.element(identifier) else { return .absent }
            return .nodes(NodeSet(top: node, hasComments: hasComments))
        } catch {
            throw .malformed(error.reason)
        }
    }

    // MARK: Transforming

    private func compare(_ reference: XMLReference, _ target: Target, of signature: Int) throws(XMLSignatureFailure) -> Outcome {
        guard let algorithm = reference.digest else { throw .unserved(reference.digestMethod) }
        guard let content = content(of: target) else { return .notFound }
        if case .digest(let name, let value) = content {
            guard reference.transforms.isEmpty, name == algorithm.rawValue else { throw .unserved("digest in place of content") }
            return value == reference.digestValue ? .intact : .differs
        }
        guard let digest = OctetDigest(algorithm) else { throw .unserved(algorithm.rawValue) }
        try write(content, reference.transforms, of: signature, as: .inclusive) { digest.update($0) }
        guard let value = digest.finish() else { throw .unserved(algorithm.rawValue) }
        return value == reference.digestValue ? .intact : .differs
    }

    /// The octets that are digested, for timestamps over what was signed.
    /// - Parameter method: how nodes are written that no transform has written.
    /// - Returns: false where the content is not there.
    func write(
        _ reference: XMLReference, of signature: Int, as method: CanonicalizationMethod, into consume: @escaping (ArraySlice<UInt8>) -> Void
    ) throws(XMLSignatureFailure) -> Bool {
        guard let content = content(of: try target(of: reference.uri)) else { return false }
        if case .digest = content { return false }
        try write(content, reference.transforms, of: signature, as: method, into: consume)
        return true
    }

    private func content(of target: Target) -> Content? {
        switch target {
        case .absent: return nil
        case .nodes(let set): return .nodes(set, tree, isOwn: true)
        case .external(let uri):
            switch parts.part(uri) {
            case .absent: return nil
            case .bytes(let bytes): return .octets(bytes)
            case .digest(let algorithm, let value): return .digest(algorithm: algorithm, value: value)
            }
        }
    }

    private func write(
        _ content: Content, _ transforms: [XMLTransform], of signature: Int, as method: CanonicalizationMethod,
        into consume: @escaping (ArraySlice<UInt8>) -> Void
    ) throws(XMLSignatureFailure) {
        var content = content
        var rest = transforms[...]
        // The last canonicalization goes straight on, so that a large document is not in memory a second time.
        while let transform = rest.first, !(rest.count == 1 && transform.isCanonicalization) {
            content = try apply(transform, to: content, of: signature)
            rest.removeFirst()
        }
        if case .octets(let octets) = content, rest.isEmpty {
            try budget.spend(octets.count)
            return consume(octets)
        }
        guard case .nodes(let set, let tree, _) = try nodes(of: content) else { return }
        let last = if case .canonical(let named) = rest.first { named } else { method }
        try canonicalize(set, of: tree, by: last, into: consume)
    }

    func canonicalize(
        _ set: NodeSet, of tree: XMLTree, by method: CanonicalizationMethod, into consume: @escaping (ArraySlice<UInt8>) -> Void
    ) throws(XMLSignatureFailure) {
        try budget.spend(tree.subtree(of: set.top).count)
        let budget = budget
        do {
            try Canonicalizer.write(set, of: tree, by: method) { octets in
                budget.note(octets.count)
                consume(octets[...])
            }
        } catch {
            throw .unserved(error.name)
        }
        try budget.spend(0)
    }

    private func apply(_ transform: XMLTransform, to content: Content, of signature: Int) throws(XMLSignatureFailure) -> Content {
        switch transform {
        case .unserved(let name): throw .unserved(name)
        case .base64: return .octets(try decoded(content)[...])
        case .canonical(let method):
            guard case .nodes(let set, let tree, _) = try nodes(of: content) else { return content }
            var octets: [UInt8] = []
            try canonicalizeWhole(set, of: tree, by: method, into: &octets)
            return .octets(octets[...])
        case .enveloped, .withoutSignatures:
            return try without(transform.excluded(of: signature, among: signatures, in: tree), in: content)
        case .relationships(let selection):
            guard case .octets(let octets) = content else { throw .unserved("relationship transform of nodes") }
            try budget.spend(Self.costOfParsing * octets.count)
            let relationships = try OPCRelationships(octets, limits: limits)
            return .octets(relationships.canonicalForm { selection.selects(id: $0.id, type: $0.type) }[...])
        }
    }

    private func canonicalizeWhole(
        _ set: NodeSet, of tree: XMLTree, by method: CanonicalizationMethod, into octets: inout [UInt8]
    ) throws(XMLSignatureFailure) {
        do {
            octets = try Canonicalizer.octets(set, of: tree, by: method)
        } catch {
            throw .unserved(error.name)
        }
        try budget.spend(octets.count)
    }

    private func decoded(_ content: Content) throws(XMLSignatureFailure) -> [UInt8] {
        let octets: [UInt8]? =
            switch content {
            case .digest: nil
            case .nodes(let set, let tree, _): XMLBase64.decode(set.text(in: tree)[...])
            case .octets(let octets): XMLBase64.decode(octets)
            }
        guard let octets else { throw .malformed("base64") }
        return octets
    }

    /// The set less the signatures, which only nodes of this very document have. A signature outside the set is not missed in it, and
    /// what is covered then is for `XMLCoverage` to say. XMLDSig §6.6.4.
    private func without(_ signatures: [Int], in content: Content) throws(XMLSignatureFailure) -> Content {
        guard case .nodes(let set, _, isOwn: true) = content else {
            throw .unserved("enveloped signature in detached content")
        }
        let inside = signatures.filter { tree.isInside($0, set.top) }
        guard !inside.contains(set.top) else { throw .malformed("signature of nothing but itself") }
        return .nodes(set.excluding(inside.map { tree.subtree(of: $0) }), tree, isOwn: true)
    }

    /// Octets that meet a transform of nodes are parsed, comments and all. XMLDSig §4.4.3.2.
    private func nodes(of content: Content) throws(XMLSignatureFailure) -> Content {
        guard case .octets(let octets) = content else { return content }
        try budget.spend(Self.costOfParsing * octets.count)
        do {
            let parsed = try XMLReader.read(octets, limits: limits)
            return .nodes(NodeSet(top: XMLTree.document, hasComments: true), parsed, isOwn: false)
        } catch .limit(let name) {
            throw .limit(name)
        } catch {
            throw .unserved("transform of what is not XML")
        }
    }
}

/// What ends the judgement of a signature, or of the whole document.
enum XMLSignatureFailure: Error, Equatable {
    case limit(String)
    case malformed(String)
    /// A transform or algorithm that is not served.
    case unserved(String)
}

/// Counts what is digested for one document: many references to one large element would cost their product.
final class OctetBudget {
    private var rest: Int
    init(_ octets: Int) { rest = octets }

    func note(_ octets: Int) { rest -= min(octets, rest + 1) }

    func spend(_ octets: Int) throws(XMLSignatureFailure) {
        note(octets)
        guard rest >= 0 else { throw .limit("digestedBytes") }
    }
}

/// A digest that closures feed.
final class OctetDigest {
    private var digest: MessageDigest?

    init?(_ algorithm: DigestAlgorithm) {
        guard let digest = MessageDigest(algorithm) else { return nil }
        self.digest = consume digest
    }

    func update(_ octets: ArraySlice<UInt8>) { digest?.update(octets) }
    func finish() -> [UInt8]? { digest.take()?.finish() }
}

extension XMLTransform {
    var isCanonicalization: Bool { if case .canonical = self { true } else { false } }
}
