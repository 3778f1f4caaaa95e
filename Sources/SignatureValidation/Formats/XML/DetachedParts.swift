/// Where a signature finds what it signs outside its own XML: the parts of a container, or the content that came along.
///
/// Nothing is fetched: what the function does not know is absent.
package struct DetachedParts: Sendable {
    package enum Part: Sendable {
        case absent
        case bytes(ArraySlice<UInt8>)
        /// The name of the algorithm as in `AlgorithmUse.digest`, and the digest.
        case digest(algorithm: String, value: [UInt8])
    }

    /// Given the `URI` of a reference as it stands there; nil where a reference has none.
    package var part: @Sendable (String?) -> Part
    /// Whether the same content answers to every name: then it can be meant by one of several references, and says nothing of the others.
    var isNameless = false

    package init(part: @escaping @Sendable (String?) -> Part) { self.part = part }

    package static let none = Self { _ in .absent }

    /// One content for whatever is referred to: its name is nobody's promise, its digest is.
    package init(_ content: DetachedContent?) {
        switch content {
        case nil: self = .none
        case .bytes(let bytes): self.init { _ in .bytes(bytes[...]) }
        case .digest(let algorithm, let value): self.init { _ in .digest(algorithm: algorithm, value: value) }
        }
        isNameless = content != nil
    }
}
