internal import Primitives
package import TokenCrypto

/// What a client's registration says about its authorization requests and the answers to them.
package struct RequestSettings: Sendable, Equatable {
    /// `require_pushed_authorization_requests`. RFC 9126 §6.
    package var mustBePushed = false
    /// `require_signed_request_object`. RFC 9101 §10.5.
    package var mustBeSigned = false
    /// `request_object_signing_alg`; nil takes any algorithm that the client has a key for. OpenID Connect Registration §2.
    package var objectAlgorithm: SignatureAlgorithm?
    /// `request_uris`: where it publishes signed request objects. OpenID Connect Registration §2.
    package var objectURIs: [String] = []
    /// `authorization_signed_response_alg`; nil signs as the client's ID tokens are. JARM 1.0 §3.
    package var responseAlgorithm: SignatureAlgorithm?
    /// `resources`: beside the provider itself, where the client may use access tokens. RFC 8707.
    package var resources: [String] = []
    /// `authorization_details_types`. RFC 9396 §10.
    package var detailTypes: [String] = []

    package init() {}
}

extension ClientMetadataReader {
    mutating func requestSettings(policy: ClientPolicy) throws(ClientMetadataRejection) -> RequestSettings {
        var settings = RequestSettings()
        settings.mustBePushed = try flag("require_pushed_authorization_requests") ?? false
        settings.mustBeSigned = try flag("require_signed_request_object") ?? false
        settings.objectAlgorithm = try choice("request_object_signing_alg", of: RequestObject.algorithms.map(\.rawValue)).flatMap(
            SignatureAlgorithm.init(name:))
        settings.objectURIs = try objectURIs(policy: policy)
        settings.responseAlgorithm = try algorithm("authorization_signed_response_alg")
        settings.resources = try resourceURIs("resources")
        settings.detailTypes = try choices("authorization_details_types", of: AuthorizationDetail.types) ?? []
        return settings
    }

    /// An address may end in a fragment, which tells a new object from an old one and is not sent. OpenID Connect Core 1.0 §6.2.
    private mutating func objectURIs(policy: ClientPolicy) throws(ClientMetadataRejection) -> [String] {
        guard let list = try texts("request_uris", maximum: 20) else { return [] }
        for text in list {
            let address = RegisteredURI(String(text.prefix { $0 != "#" }))
            guard text.utf8.count <= 512, let address, address.isAcceptableCallback(loopbackAllowed: policy.loopbackAllowed) else {
                throw refuse("request_uris", "give https addresses of at most 512 characters")
            }
        }
        return list
    }

    private mutating func resourceURIs(_ name: String) throws(ClientMetadataRejection) -> [String] {
        guard let list = try texts(name, maximum: 50) else { return [] }
        guard list.allSatisfy(ResourceIndicator.isWellFormed) else {
            throw refuse(name, "give absolute URIs without fragment, user or wildcard")
        }
        return list
    }
}

extension RequestSettings {
    /// As registration members, with the defaults left out.
    var json: JSON.Object {
        var json: JSON.Object = [:]
        if mustBePushed { json["require_pushed_authorization_requests"] = true }
        if mustBeSigned { json["require_signed_request_object"] = true }
        if let objectAlgorithm { json["request_object_signing_alg"] = .string(objectAlgorithm.rawValue) }
        if !objectURIs.isEmpty { json["request_uris"] = JSON(objectURIs) }
        if !resources.isEmpty { json["resources"] = JSON(resources) }
        if !detailTypes.isEmpty { json["authorization_details_types"] = JSON(detailTypes) }
        if let responseAlgorithm { json["authorization_signed_response_alg"] = .string(responseAlgorithm.rawValue) }
        return json
    }
}
