/// A kind of file that can be signed: it recognises its files, and takes out of them who signed what.
///
/// A format makes statements about mathematics and structure alone, and believes nobody: whom to trust, and at which time, is the
/// validator's part. Add one to `DocumentFormats.all`: limits, policies, report and tests follow.
package protocol DocumentFormat: Sendable {
    /// Whether the file is of this kind, from its first bytes and a cheap look at its structure. The first format that says so reads it.
    static func recognises(_ document: Document) -> Bool

    /// Takes the whole file apart.
    /// - Throws: `DocumentRejection` when the file as a whole cannot be judged. A malformed signature inside a sound file is no reason:
    ///   it is a `DocumentSignature` with a `formatFailure`.
    static func read(_ document: Document, limits: Limits) throws(DocumentRejection) -> SignedDocument
}

/// A file as it was handed in.
package struct Document: Sendable {
    package var bytes: [UInt8]
    /// What a detached signature signs, when that is another file.
    package var content: DetachedContent?
    /// For the report only; nothing is opened by it.
    package var name: String?

    package init(bytes: [UInt8], content: DetachedContent? = nil, name: String? = nil) {
        self.bytes = bytes
        self.content = content
        self.name = name
    }
}

/// What a detached signature is compared with: the content, or nothing but its digest, so that it need not leave the portal.
package enum DetachedContent: Sendable {
    case bytes([UInt8])
    /// The name of the algorithm as in `AlgorithmUse.digest`, and the digest.
    case digest(algorithm: String, value: [UInt8])
}

/// Why a file as a whole cannot be judged.
package enum DocumentRejection: Error, Sendable, Equatable {
    /// Larger, deeper or slower than `Limits` allows; the name of the limit.
    case limit(String)
    /// Not what its kind must be, in a few English words without anything of its content.
    case malformed(String)
    /// Sound, but of a kind that is not judged here, such as an encrypted file.
    case unsupported(String)
}

/// Budgets of one document. What exceeds them is refused by name.
package struct Limits: Sendable {
    package var documentBytes = 50 << 20
    /// Nesting of whatever nests: elements, arrays, dictionaries, DER values, page trees.
    package var depth = 64
    package var signatures = 256
    package var certificates = 512
    /// Objects of a PDF, nodes of an XML document.
    package var objects = 1_000_000
    package var xmlBytes = 32 << 20
    package var attributesPerElement = 256
    /// Declarations that are in force at one XML element.
    package var namespacesInScope = 128
    /// One tag, comment or instruction of XML.
    package var xmlMarkupBytes = 1 << 20
    /// Different names and namespaces of one XML document.
    package var xmlNames = 10_000
    /// Timestamps of one signature.
    package var timestamps = 128
    /// References of one signature, with those of its manifests.
    package var references = 2_000
    /// What all references of one document digest together.
    package var digestedBytes = 512 << 20
    package var archiveEntries = 1_000
    package var inflatedBytes = 64 << 20
    /// Inflated bytes for each compressed one.
    package var inflationRatio = 100
    package var pdfRevisions = 512

    package init() {}
}
