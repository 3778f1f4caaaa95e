internal import Primitives
package import TokenCrypto

/// What a client's registration says about the form of the answers that it is given.
package struct AnswerSettings: Sendable, Equatable {
    package var idTokenEncryption: ResponseEncryption?
    package var userInfoEncryption: ResponseEncryption?
    /// `introspection_signed_response_alg`; for who names none RFC 9701 §6 says RS256.
    package var introspectionAlgorithm: SignatureAlgorithm?
    package var introspectionEncryption: ResponseEncryption?

    package init() {}
}

extension ClientMetadataReader {
    mutating func answerSettings(keys: JWKSet?, userInfoAlgorithm: SignatureAlgorithm?) throws(ClientMetadataRejection) -> AnswerSettings {
        var settings = AnswerSettings()
        settings.idTokenEncryption = try encryption(of: "id_token", keys: keys)
        settings.userInfoEncryption = try encryption(of: "userinfo", keys: keys)
        // Anybody can encrypt to a public key: without a signature inside, nothing says who did.
        guard settings.userInfoEncryption == nil || userInfoAlgorithm != nil else {
            throw refuse("userinfo_signed_response_alg", "what is encrypted is signed first: name the algorithm of the signature, too")
        }
        settings.introspectionAlgorithm = try algorithm("introspection_signed_response_alg")
        settings.introspectionEncryption = try encryption(of: "introspection", keys: keys)
        return settings
    }
}

extension AnswerSettings {
    /// As registration members, with the defaults left out.
    var json: JSON.Object {
        var json: JSON.Object = [:]
        for (kind, encryption) in [
            ("id_token", idTokenEncryption), ("userinfo", userInfoEncryption), ("introspection", introspectionEncryption),
        ] {
            for member in encryption?.json(for: kind).members ?? [] { json.append(member.name, member.value) }
        }
        if let introspectionAlgorithm { json["introspection_signed_response_alg"] = .string(introspectionAlgorithm.rawValue) }
        return json
    }
}
