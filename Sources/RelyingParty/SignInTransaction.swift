package import Primitives
internal import TokenCrypto

/// What a portal must remember between sending a browser to the provider and its return.
///
/// It travels in the browser's own cookie, sealed: only the browser that started a sign-in can finish it, and nothing has to
/// be stored. The code that comes back is single-use at the provider, so an old cookie opens nothing.
package struct SignInTransaction: Sendable, Equatable {
    /// Time for signing in, reading a consent page and fetching a second factor.
    package static let lifetime: Int64 = 600

    package let state: String
    package let nonce: String
    /// PKCE. RFC 7636 §4.1.
    package let codeVerifier: String
    package let minimumLevel: AuthenticationContextClass?
    package let maximumAge: Int64?
    package let returnPath: String?
    package let started: Instant

    package init(minimumLevel: AuthenticationContextClass?, maximumAge: Int64?, returnPath: String?, world: World) {
        state = world.token()
        nonce = world.token()
        codeVerifier = world.token()
        self.minimumLevel = minimumLevel
        self.maximumAge = maximumAge
        self.returnPath = returnPath
        started = world.now()
    }

    /// The S256 challenge of the verifier. RFC 7636 §4.2.
    package var codeChallenge: String { Base64URL.encode(Digest.sha256(Array(codeVerifier.utf8))) }

    /// The transaction as a cookie value that only the holder of `key` can read or make.
    package func sealed(key: Secret, clientID: String, world: World) throws -> String {
        var members: JSON.Object = [
            "state": .string(state), "nonce": .string(nonce), "verifier": .string(codeVerifier), "started": JSON(started),
        ]
        members["acr"] = minimumLevel.map { .string($0.rawValue) }
        members["max_age"] = maximumAge.map { .integer($0) }
        members["return"] = returnPath.map { .string($0) }
        return Base64URL.encode(
            try AuthenticatedEncryption.seal(members.bytes, key: key.exposed, context: Self.context(clientID), nonce: world.random(12)))
    }

    /// Opens what `sealed` made for the same client, while it is young enough.
    package init(opening text: String, key: Secret, clientID: String, now: Instant) throws(Rejection) {
        guard let members = Self.members(opening: text, key: key, clientID: clientID), let state = members["state"]?.string,
            let nonce = members["nonce"]?.string, let verifier = members["verifier"]?.string, let started = members["started"]?.instant
        else { throw Rejection(.transactionForged) }
        guard (-60...Self.lifetime).contains(now.seconds(since: started)) else { throw Rejection(.transactionExpired) }
        self.state = state
        self.nonce = nonce
        self.codeVerifier = verifier
        self.started = started
        minimumLevel = members["acr"]?.string.flatMap(AuthenticationContextClass.init(rawValue:))
        maximumAge = members["max_age"]?.integer
        returnPath = members["return"]?.string
    }

    private static func members(opening text: String, key: Secret, clientID: String) -> JSON.Object? {
        guard text.utf8.count <= 4096, let sealed = Base64URL.decode(text) else { return nil }
        do {
            let plain = try AuthenticatedEncryption.open(sealed, key: key.exposed, context: context(clientID))
            return try JSON(parsing: plain).object
        } catch {
            // Not ours, or changed: the caller names both `transactionForged`, and an attacker learns no more.
            return nil
        }
    }

    /// Binds the seal to its purpose and client, so that no other sealed value can stand in for it.
    private static func context(_ clientID: String) -> [UInt8] { Array("sign-in transaction of \(clientID)".utf8) }
}
