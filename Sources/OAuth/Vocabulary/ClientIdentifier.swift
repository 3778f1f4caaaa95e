package import Primitives

extension ID<Client> {
    /// The longest identifier that a registration may have, in bytes.
    package static var maximumLength: Int { 255 }

    /// A client's identifier as a request names it. What no client can be called is neither looked up nor counted nor kept:
    /// memory that is held by identifiers must not grow with what strangers invent.
    /// - Throws: `Rejection.clientUnknown`
    package init(named text: String) throws(Rejection) {
        guard text.utf8.count <= Self.maximumLength else { throw .clientUnknown }
        self.init(text)
    }
}
