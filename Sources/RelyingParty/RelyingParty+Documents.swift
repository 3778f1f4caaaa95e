internal import HTTP
internal import Primitives
internal import TokenCrypto

extension RelyingParty {
    /// Has the signatures of a document judged by the provider, and compared with a person who is signed in.
    ///
    /// The client needs the grant `client_credentials` and the scope `signatures`. The provider keeps nothing of the document.
    /// - Parameters:
    ///   - document: at most 50 MB.
    ///   - subject: whose signature is expected; nil: nobody's in particular.
    public func validate(_ document: [UInt8], expecting subject: IDToken? = nil) async throws(Rejection) -> DocumentReport {
        let tokens = try await requestTokens([("grant_type", "client_credentials"), ("scope", "signatures")])
        let query = subject.map { "?" + Form([("subject", $0.subject)]).encoded } ?? ""
        guard let address = HTTPAddress(parsing: issuer.text + "/signatures/v1/validations" + query) else {
            throw Rejection(.endpointNotOffered, "signatures")
        }
        let answer = try await transport.post(
            document, to: address, accept: "application/jwt", authorization: "Bearer " + tokens.accessToken)
        guard answer.status == 200 else { throw Rejection(.providerStatusUnexpected, String(answer.status)) }
        guard answer.mediaType == "application/jwt" else { throw Rejection(.providerAnswerMalformed) }
        let receipt = String(decoding: answer.body, as: UTF8.self)
        let expected = check([.es256])
        return try await withKeys { keys throws(Rejection) in try DocumentReport(verifying: receipt, keys: keys, check: expected) }
    }
}
