/// Documents at addresses that clients registered: never at one that a request chose.
package protocol DocumentSource: Sendable {
    /// The document as it is there now; nil when it cannot be had.
    func document(at address: String) async -> [UInt8]?
}

/// What a provider has that fetches nothing.
package struct NoDocuments: DocumentSource {
    package init() {}
    package func document(at address: String) async -> [UInt8]? { nil }
}
