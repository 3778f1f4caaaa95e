package import Primitives
internal import TokenCrypto

/// An authorization request whose client is known and whose redirect is trusted: from here on, what is wrong can be told to
/// the client. OpenID Connect Core 1.0 §3.1.2.1.
///
/// The stages, each made from the one before: `ReceivedRequest` → `AddressedRequest` → `AuthorizationRequest` → an answer of
/// `AuthorizationFlow`. A rejection can only be redirected with an `AddressedRequest` in hand.
package struct AddressedRequest: Sendable {
    package let parameters: Parameters
    package let client: ClientRegistration
    package let redirect: TrustedRedirect
    package let state: String?
    package let responseMode: ResponseMode

    /// Every parameter that is read from an authorization request, here and by the sign-in page. No other goes further than
    /// this: what a request stores, it stores of these.
    private static let parameterNames: Set<String> = [
        "acr_values", "authorization_details", "claims", "client_id", "code_challenge", "code_challenge_method", "dpop_jkt",
        "id_token_hint", "login_hint", "max_age", "nonce", "prompt", "redirect_uri", "registration", "resource", "response_mode",
        "response_type", "scope", "state", "ui_locales",
    ]

    /// - Throws: what must be shown as a page, since no redirect can be trusted. RFC 6749 §4.1.2.1.
    package init(_ parameters: Parameters, clients: any ClientStore) async throws(Rejection) {
        guard parameters.repeated.isDisjoint(with: ["client_id", "redirect_uri"]) else { throw .parameterRepeated }
        guard let text = parameters["client_id"] else { throw .clientIDMissing }
        let id = try ID<Client>(named: text)
        guard let client = try await found({ try await clients.find(id) }) else { throw .clientUnknown }
        redirect = try TrustedRedirect(parameters["redirect_uri"], registered: client.redirectURIs)
        self.parameters = parameters.limited(to: Self.parameterNames)
        self.client = client
        // What is too long to be accepted is not sent on either.
        state = parameters["state"].flatMap { $0.utf8.count <= Parameters.maximumLength ? $0 : nil }
        responseMode = parameters["response_mode"].flatMap(ResponseMode.init(rawValue:)) ?? .query
    }
}

/// A request that asks for something this client may ask for. Says nothing yet about the person.
package struct AuthorizationRequest: Sendable {
    package let addressed: AddressedRequest
    package let scopes: [String]
    package let nonce: String?
    package let challenge: CodeChallenge?
    /// Thumbprint of the key that alone may redeem the code. RFC 9449 §10.
    package let proofKey: String?
    package let prompts: Set<Prompt>
    package let maximumAge: Int64?
    package let claims: ClaimsRequest
    /// Whom the client asks for, by the names that it knows people by; empty for anybody.
    package let subjects: [String]
    /// The lowest level that the answer may have: what the client is registered for, or asks for as essential.
    package let minimumLevel: AssuranceLevel?
    /// The level that the client would like, which the sign-in tries to reach and never fails for. OpenID Connect Core §3.1.2.1.
    package let wishedLevel: AssuranceLevel?
    /// Where the tokens are to be used. RFC 8707.
    package let resources: [String]
    /// RFC 9396.
    package let details: [AuthorizationDetail]

    package var client: ClientRegistration { addressed.client }
    package var parameters: Parameters { addressed.parameters }

    /// - Throws: what the client is told by redirect.
    package init(_ addressed: AddressedRequest, hints: IDTokenHint) throws(Rejection) {
        let parameters = addressed.parameters
        self.addressed = addressed
        try parameters.checkUnique()
        guard parameters.length <= Parameters.maximumLength else { throw .parameterTooLong }
        try Self.refuseUnsupported(parameters)
        try Self.checkResponseType(parameters)
        details = try AuthorizationDetail.list(parsing: parameters["authorization_details"])
        try addressed.client.check(details)
        scopes = try Self.scopes(parameters, client: addressed.client, isNeeded: details.isEmpty)
        resources = try ResourceIndicator.requested(
            in: parameters, allowed: addressed.client.requests.resources + ResourceIndicator.own(of: hints.issuer))
        nonce = parameters["nonce"]
        challenge = try Self.challenge(parameters, client: addressed.client)
        proofKey = try Self.proofKey(parameters)
        prompts = try Prompt.parse(parameters.list("prompt"))
        maximumAge = try Self.maximumAge(parameters) ?? addressed.client.defaultMaximumAge
        claims = try Self.claims(parameters).limited(to: addressed.client.scopes)
        subjects = try Self.subjects(parameters, claims: claims, client: addressed.client, hints: hints)
        minimumLevel = try Self.minimumLevel(claims: claims, client: addressed.client)
        wishedLevel = Self.wishedLevel(parameters, claims: claims, client: addressed.client)
    }

    private static func refuseUnsupported(_ parameters: Parameters) throws(Rejection) {
        guard parameters["registration"] == nil else { throw .registrationUnsupported }
        if let mode = parameters["response_mode"], ResponseMode(rawValue: mode) == nil { throw .responseModeUnsupported }
    }

    private static func checkResponseType(_ parameters: Parameters) throws(Rejection) {
        guard let type = parameters["response_type"] else { throw .responseTypeMissing }
        guard type == "code" else { throw .responseTypeUnsupported }
    }

    /// What was asked for and is allowed; scopes that do not exist are ignored (OpenID Connect Core §3.1.2.1).
    private static func scopes(_ parameters: Parameters, client: ClientRegistration, isNeeded: Bool) throws(Rejection) -> [String] {
        let asked = parameters.list("scope")
        guard asked.allSatisfy(Scope.isWellFormed) else { throw .scopeMalformed }
        let scopes = asked.filter(client.scopes.contains)
        guard !scopes.isEmpty || !isNeeded else { throw .scopeEmpty }
        return scopes
    }

    private static func challenge(_ parameters: Parameters, client: ClientRegistration) throws(Rejection) -> CodeChallenge? {
        guard let text = parameters["code_challenge"] else {
            guard parameters["code_challenge_method"] == nil, !client.requiresPKCE else { throw .codeChallengeMissing }
            return nil
        }
        // Absent means `plain` (RFC 7636 §4.3), which is not served.
        guard parameters["code_challenge_method"] == "S256" else { throw .codeChallengeMethodUnsupported }
        return try CodeChallenge(parsing: text)
    }

    /// `dpop_jkt`: the SHA-256 thumbprint of a key, RFC 7638.
    private static func proofKey(_ parameters: Parameters) throws(Rejection) -> String? {
        guard let text = parameters["dpop_jkt"] else { return nil }
        guard Base64URL.decode(text)?.count == 32 else { throw .dpopKeyMalformed }
        return text
    }

    private static func maximumAge(_ parameters: Parameters) throws(Rejection) -> Int64? {
        guard let text = parameters["max_age"] else { return nil }
        guard text.utf8.count <= 10, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(text) else {
            throw .maxAgeMalformed
        }
        return seconds
    }

    private static func claims(_ parameters: Parameters) throws(Rejection) -> ClaimsRequest {
        guard let text = parameters["claims"] else { return ClaimsRequest() }
        guard let json = try? JSON(parsing: text, maximumDepth: 8) else { throw .claimsMalformed }
        return try ClaimsRequest(parsing: json)
    }

    /// Those of `id_token_hint` and of `sub` claims with values, which must have somebody in common. OpenID Connect Core §5.5.1.
    private static func subjects(
        _ parameters: Parameters, claims: ClaimsRequest, client: ClientRegistration, hints: IDTokenHint
    ) throws(Rejection) -> [String] {
        var wanted = (claims.idToken + claims.userInfo).filter { $0.name == "sub" && !$0.values.isEmpty }.map {
            $0.values.compactMap(\.string)
        }
        if let text = parameters["id_token_hint"] { wanted.append([try hints.verify(text, client: client.id).subject]) }
        guard let first = wanted.first else { return [] }
        let common = first.filter { subject in wanted.allSatisfy { $0.contains(subject) } }
        guard !common.isEmpty else { throw .authenticationNotAsHinted }
        return common
    }

    /// An essential `acr` is met by its lowest acceptable value; `acr_values` alone is a wish. OpenID Connect Core §5.5.1.1.
    private static func minimumLevel(claims: ClaimsRequest, client: ClientRegistration) throws(Rejection) -> AssuranceLevel? {
        let entry = claims.idToken.first { $0.name == "acr" && $0.essential }
        guard let entry, !entry.values.isEmpty else { return client.minimumLevel }
        let acceptable = entry.values.compactMap { $0.string.flatMap(AssuranceLevel.init(rawValue:)) }
        guard let lowest = acceptable.min() else { throw .authenticationLevelUnreachable }
        return client.minimumLevel.map { max($0, lowest) } ?? lowest
    }

    /// The first level of `acr_values` that exists here, or of an `acr` claim that is not essential, or else of the registration's
    /// `default_acr_values`: they come in the order of preference. OpenID Connect Core §5.5.1.1, Registration §2.
    private static func wishedLevel(_ parameters: Parameters, claims: ClaimsRequest, client: ClientRegistration) -> AssuranceLevel? {
        let claimed = claims.idToken.first { $0.name == "acr" && !$0.essential }?.values.compactMap(\.string) ?? []
        let asked = parameters.list("acr_values") + claimed
        let wishes = asked.isEmpty ? client.metadata["default_acr_values"]?.strings ?? [] : asked
        return wishes.lazy.compactMap(AssuranceLevel.init(rawValue:)).first
    }
}

/// Runs a store's operation; a failure of the store becomes the rejection that asks the caller to try again.
func found<T>(_ operation: () async throws -> T) async throws(Rejection) -> T {
    do { return try await operation() } catch let rejection as Rejection { throw rejection } catch { throw .storageUnavailable }
}
