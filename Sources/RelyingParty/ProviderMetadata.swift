package import Primitives

/// What the provider publishes about itself. OpenID Connect Discovery 1.0 §3, RFC 8414 §2.
package struct ProviderMetadata: Sendable, Equatable {
    package let issuer: String
    package let authorizationEndpoint: HTTPAddress
    package let tokenEndpoint: HTTPAddress
    package let keySet: HTTPAddress
    package let userInfoEndpoint: HTTPAddress?
    package let revocationEndpoint: HTTPAddress?
    package let endSessionEndpoint: HTTPAddress?
    /// Whether every authorization response carries `iss`. RFC 9207 §3.
    package let namesIssuerInResponses: Bool

    /// The issuer must be byte for byte the configured one, or another provider could speak in its name. Discovery 1.0 §4.3.
    package init(parsing document: JSON.Object, issuer: HTTPAddress) throws(Rejection) {
        guard let named = document["issuer"]?.string, named.utf8.elementsEqual(issuer.text.utf8) else {
            throw Rejection(.metadataIssuerMismatch)
        }
        self.issuer = named
        authorizationEndpoint = try Self.required("authorization_endpoint", in: document, issuer: issuer)
        tokenEndpoint = try Self.required("token_endpoint", in: document, issuer: issuer)
        keySet = try Self.required("jwks_uri", in: document, issuer: issuer)
        userInfoEndpoint = try Self.address("userinfo_endpoint", in: document, issuer: issuer)
        revocationEndpoint = try Self.address("revocation_endpoint", in: document, issuer: issuer)
        endSessionEndpoint = try Self.address("end_session_endpoint", in: document, issuer: issuer)
        namesIssuerInResponses = document["authorization_response_iss_parameter_supported"]?.bool ?? false
    }

    private static func required(_ name: String, in document: JSON.Object, issuer: HTTPAddress) throws(Rejection) -> HTTPAddress {
        guard let address = try address(name, in: document, issuer: issuer) else { throw Rejection(.metadataIncomplete, name) }
        return address
    }

    /// A provider on https may not send secrets to plain http, not even on this machine.
    private static func address(_ name: String, in document: JSON.Object, issuer: HTTPAddress) throws(Rejection) -> HTTPAddress? {
        guard let member = document[name] else { return nil }
        guard let address = member.string.flatMap(HTTPAddress.init(parsing:)), address.isSecure,
            address.scheme == "https" || issuer.scheme == "http"
        else { throw Rejection(.metadataAddressInsecure, name) }
        return address
    }

    /// Where the document of an issuer is. Discovery 1.0 §4.
    package static func location(of issuer: HTTPAddress) -> HTTPAddress? {
        HTTPAddress(
            parsing: (issuer.text.hasSuffix("/") ? String(issuer.text.dropLast()) : issuer.text) + "/.well-known/openid-configuration")
    }
}
