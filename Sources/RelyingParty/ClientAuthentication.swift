internal import HTTP
package import Primitives
package import TokenCrypto

/// How the portal proves at the token endpoint that it is the registered client.
public struct ClientAuthentication: Sendable {
    package enum Method: Sendable {
        case secretBasic(Secret)
        case privateKeyJWT(SigningKey)
        case publicClient
    }

    package let method: Method

    package init(_ method: Method) { self.method = method }

    /// `client_secret_basic`. RFC 6749 §2.3.1.
    public static func clientSecretBasic(_ secret: String) -> Self { Self(.secretBasic(Secret(secret))) }

    /// `private_key_jwt` with a private key as a JWK. OpenID Connect Core 1.0 §9, RFC 7523.
    public static func privateKeyJWT(jwk: String) throws -> Self { Self(.privateKeyJWT(try SigningKey(jwk: JSON(parsing: jwk)))) }

    /// `none`: a client that can keep no secret, protected by PKCE alone.
    public static let publicClient = Self(.publicClient)
}

extension ClientAuthentication {
    /// What proves the client in one request to the provider.
    package struct Proof: Sendable {
        package var authorization: String?
        package var fields: [(String, String)] = []
    }

    package func proof(clientID: String, issuer: String, world: World) throws -> Proof {
        switch method {
        case .secretBasic(let secret): Proof(authorization: Self.basic(clientID: clientID, secret: secret))
        case .privateKeyJWT(let key): Proof(fields: try Self.assertion(clientID: clientID, issuer: issuer, key: key, world: world))
        case .publicClient: Proof(fields: [("client_id", clientID)])
        }
    }

    /// Both parts are form-encoded before they are joined, since a colon may occur in either. RFC 6749 §2.3.1.
    private static func basic(clientID: String, secret: Secret) -> String {
        let text = PercentEncoding.formEncode(clientID) + ":" + PercentEncoding.formEncode(String(decoding: secret.exposed, as: UTF8.self))
        return "Basic " + Base64.encode(Array(text.utf8))
    }

    /// The audience is the issuer alone: an assertion with it is of no use anywhere else. RFC 7523 §3.
    private static func assertion(clientID: String, issuer: String, key: SigningKey, world: World) throws -> [(String, String)] {
        let now = world.now()
        let claims: JSON.Object = [
            "iss": .string(clientID), "sub": .string(clientID), "aud": .string(issuer), "jti": .string(world.token()),
            "iat": JSON(now), "exp": JSON(now + 60),
        ]
        return [
            ("client_id", clientID),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", try JWT.sign(claims, type: "JWT", key: key)),
        ]
    }
}
