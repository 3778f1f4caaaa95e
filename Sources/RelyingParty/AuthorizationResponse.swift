internal import HTTP
internal import Primitives

/// A proven answer to an authorization request: the code, from the right provider, in the browser that asked. RFC 6749 §4.1.2.
package struct AuthorizationResponse: Sendable, Equatable {
    package let code: String

    /// Checks in the order in which an answer earns trust: form, browser (`state`), provider (`iss`), and only then what it says.
    package init(
        parsing query: String, transaction: SignInTransaction, metadata: ProviderMetadata
    ) throws(Rejection) {
        let parameters = try Parameters(parsing: Array(query.utf8))
        guard let state = try parameters.single("state"), constantTimeEqual(Array(state.utf8), Array(transaction.state.utf8)) else {
            throw Rejection(.stateMismatch)
        }
        try Self.checkIssuer(try parameters.single("iss"), metadata)
        if let error = try parameters.single("error") { throw Rejection(.authorizationRefused, Self.printable(error)) }
        guard let code = try parameters.single("code"), !code.isEmpty else { throw Rejection(.responseCodeMissing) }
        self.code = code
    }

    /// A code from another provider must not be sent to this one: mix-up. RFC 9207 §2.4.
    private static func checkIssuer(_ issuer: String?, _ metadata: ProviderMetadata) throws(Rejection) {
        guard let issuer else {
            if metadata.namesIssuerInResponses { throw Rejection(.responseIssuerMissing) }
            return
        }
        guard issuer.utf8.elementsEqual(metadata.issuer.utf8) else { throw Rejection(.responseIssuerMismatch) }
    }

    /// Error codes are ASCII words; anything else is cut rather than carried into logs and pages. RFC 6749 §4.1.2.1.
    package static func printable(_ code: String) -> String {
        String(decoding: code.utf8.prefix(64).filter { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }, as: UTF8.self)
    }
}

/// The parameters of a callback or logout notice, each at most once. RFC 6749 §3.1.
package struct Parameters: Sendable {
    private let form: Form

    package init(parsing text: [UInt8]) throws(Rejection) {
        do throws(Form.ParsingError) { form = try Form(parsing: text, maximumFields: 32) } catch { throw Rejection(.parameterMalformed) }
    }

    package func single(_ name: String) throws(Rejection) -> String? {
        let found = form.fields.filter { $0.name.utf8.elementsEqual(name.utf8) }
        guard found.count <= 1 else { throw Rejection(.parameterRepeated, name) }
        return found.first?.value
    }
}
