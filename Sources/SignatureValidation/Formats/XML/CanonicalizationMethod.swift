internal import Primitives

/// A way of writing nodes as octets. XMLDSig §6.5.
package struct CanonicalizationMethod: Sendable, Equatable {
    package enum Version: Sendable { case inclusive10, inclusive11, exclusive }
    package var version: Version
    package var withComments = false
    /// Prefixes that the exclusive form treats as the inclusive one does; "" stands for `#default`. Exclusive C14N §4.
    package var inclusivePrefixes: Set<String> = []

    /// What stands where a property names none. XAdES EN 319 132-1 §4.5 and XMLDSig §4.4.3.2.
    package static let inclusive = Self(version: .inclusive10)

    package init(version: Version, withComments: Bool = false) {
        (self.version, self.withComments) = (version, withComments)
    }

    package init?(algorithm: String) {
        guard let known = Self.known.first(where: { $0.uri.isSame(as: algorithm) }) else { return nil }
        self.init(version: known.version, withComments: known.comments)
    }

    private static let known: [(uri: String, version: Version, comments: Bool)] = [
        ("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", .inclusive10, false),
        ("http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments", .inclusive10, true),
        ("http://www.w3.org/2006/12/xml-c14n11", .inclusive11, false),
        ("http://www.w3.org/2006/12/xml-c14n11#WithComments", .inclusive11, true),
        ("http://www.w3.org/2001/10/xml-exc-c14n#", .exclusive, false),
        ("http://www.w3.org/2001/10/xml-exc-c14n#WithComments", .exclusive, true),
    ]
}
