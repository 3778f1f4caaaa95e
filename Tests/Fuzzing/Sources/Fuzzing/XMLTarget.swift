@testable internal import SignatureValidation

/// Canonical form is a fixed point, and a signature that holds has a `SignedInfo` that somebody signed.
struct XMLTarget: FuzzTarget {
    private let genuine: Genuine
    private let signedInfos: Set<[UInt8]>
    private let wholes: Set<[UInt8]>
    private static let exclusive = CanonicalizationMethod(version: .exclusive, withComments: true)
    private static let methods = [
        CanonicalizationMethod(version: .inclusive10, withComments: true), .init(version: .inclusive11, withComments: true), exclusive,
    ]

    init(genuine: Genuine) {
        self.genuine = genuine
        let trees = genuine.files.compactMap(Self.tree)
        signedInfos = Set(trees.flatMap(Self.signedInfos))
        wholes = Set(trees.map(Self.whole))
    }

    func run(_ input: [UInt8]) -> Bool {
        guard let tree = Self.tree(input) else {
            _ = genuine.report(on: input)
            return XMLFormat.recognises(Document(bytes: input))
        }
        for method in Self.methods { demandFixedPoint(tree, method) }
        let report = genuine.report(on: input)
        guard report.signatures.contains(where: { $0.cryptography == .valid }) else { return true }
        demand(!signedInfos.isDisjoint(with: Self.signedInfos(of: tree)), "who signed, signed this SignedInfo")
        // With one signature over a whole document, nothing else may be there.
        if tree.elements(.signature).count == 1, report.signatures.contains(where: { $0.isBelieved && $0.document == .unchanged }) {
            demand(wholes.contains(Self.whole(tree)), "who is believed signed this document")
        }
        return true
    }

    /// Canonical XML 1.0 §1.1: the canonical form of a canonical form is itself.
    private func demandFixedPoint(_ tree: XMLTree, _ method: CanonicalizationMethod) {
        guard let once = Self.octets(NodeSet(top: XMLTree.document, hasComments: true), tree, method) else { return }
        // A document may be within the limits, and its canonical form, in which everything is spelled out, beyond them.
        guard let again = Self.tree(once) else {
            var rejection: DocumentRejection?
            do throws(DocumentRejection) { _ = try XMLReader.read(once[...], limits: Limits()) } catch { rejection = error }
            guard case .limit? = rejection else { fatalError("does not hold: canonical form is XML") }
            return
        }
        let twice = Self.octets(NodeSet(top: XMLTree.document, hasComments: true), again, method)
        demand(twice == once, "canonical form is a fixed point")
    }

    private static func tree(_ file: [UInt8]) -> XMLTree? { try? XMLReader.read(file[...], limits: Limits()) }

    private static func octets(_ set: NodeSet, _ tree: XMLTree, _ method: CanonicalizationMethod) -> [UInt8]? {
        try? Canonicalizer.octets(set, of: tree, by: method)
    }

    private static func signedInfos(of tree: XMLTree) -> [[UInt8]] {
        let name = XMLName("http://www.w3.org/2000/09/xmldsig#", "SignedInfo")
        return tree.elements(name).compactMap { octets(NodeSet(top: $0, hasComments: false), tree, exclusive).map(fingerprint) }
    }

    /// The document element without its signatures.
    private static func whole(_ tree: XMLTree) -> [UInt8] {
        let set = NodeSet(top: tree.root, hasComments: false).excluding(tree.elements(.signature).map(tree.subtree))
        return fingerprint(octets(set, tree, exclusive) ?? [])
    }
}
