import Primitives
import RelyingParty
import Synchronization
import TokenCrypto

/// A clock that tests move, and random bytes that repeat from run to run.
final class SampleClock: Sendable {
    private let seconds = Mutex<Int64>(1_795_000_000)
    private let drawn = Mutex<UInt64>(0)

    var now: Instant { Instant(secondsSinceEpoch: seconds.withLock { $0 }) }
    func advance(_ by: Int64) { seconds.withLock { $0 += by } }

    var world: World {
        World(
            now: { self.now },
            random: { count in
                let draw = self.drawn.withLock { number in
                    number += 1
                    return number
                }
                return Array(Digest.sha512(Array("draw \(draw)".utf8)).prefix(count))
            })
    }
}

/// A provider's keys and honest tokens, to be bent by each test.
enum Sample {
    static let issuer = "https://id.example.vn"
    static let client = "moj"
    static let now = Instant(secondsSinceEpoch: 1_795_000_000)
    static let accessToken = "sample.access.token"

    static func key(_ algorithm: SignatureAlgorithm = .es256, id: String = "k1") throws -> SigningKey {
        try SigningKey.generate(algorithm, keyID: id)
    }

    static func check(algorithms: Set<SignatureAlgorithm> = [.es256]) -> TokenCheck {
        TokenCheck(issuer: issuer, audience: client, algorithms: algorithms, now: now)
    }

    static var idTokenClaims: JSON.Object {
        [
            "iss": .string(issuer), "aud": .string(client), "sub": "pairwise-1", "iat": JSON(now), "exp": JSON(now + 300),
            "auth_time": JSON(now - 30), "acr": "LoA2", "amr": ["pwd", "otp"], "sid": "session-1", "nonce": "nonce-1",
            "at_hash": .string(Base64URL.encode(Array(Digest.sha256(Array(accessToken.utf8)).prefix(16)))),
        ]
    }

    static var accessTokenClaims: JSON.Object {
        [
            "iss": .string(issuer), "aud": .string(client), "sub": "pairwise-1", "client_id": "caller", "iat": JSON(now),
            "exp": JSON(now + 300), "jti": "t1", "scope": "openid dossiers.read", "acr": "LoA2",
        ]
    }

    static var logoutTokenClaims: JSON.Object {
        [
            "iss": .string(issuer), "aud": .string(client), "sub": "pairwise-1", "sid": "session-1", "iat": JSON(now),
            "exp": JSON(now + 120), "jti": "l1", "events": ["http://schemas.openid.net/event/backchannel-logout": [:]],
        ]
    }
}

/// One change of an honest set of claims; nil removes the claim.
struct Change: Sendable, CustomStringConvertible {
    let description: String
    let claim: String
    let value: JSON?

    init(_ description: String, _ claim: String, _ value: JSON?) {
        self.description = description
        self.claim = claim
        self.value = value
    }

    func applied(to claims: JSON.Object) -> JSON.Object {
        var claims = claims
        claims[claim] = value
        return claims
    }
}
