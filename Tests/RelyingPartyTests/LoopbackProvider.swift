import HTTP
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Primitives
import Synchronization
import Testing
import TokenCrypto

/// A provider on a real socket of this machine, as honest or as odd as a test wants it.
final class LoopbackProvider: Sendable {
    struct Reply: Sendable {
        var status: HTTPResponse.Status = .ok
        var headers: HTTPFields = [.contentType: "application/json"]
        var body: [UInt8] = []

        init(_ object: JSON.Object) { body = object.bytes }
        init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: [UInt8] = []) {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    struct Received: Sendable {
        let path: String
        let authorization: String?
        let form: Form
    }

    private struct State {
        var port = 0
        var keys: [SigningKey] = []
        var replies: [String: Reply] = [:]
        var received: [Received] = []
    }

    private let state = Mutex(State())

    var issuer: String { "http://127.0.0.1:\(state.withLock { $0.port })" }
    var keys: [SigningKey] { state.withLock { $0.keys } }
    func publish(_ keys: [SigningKey]) { state.withLock { $0.keys = keys } }
    /// Answers a path in another way than an honest provider does.
    func reply(_ path: String, _ reply: Reply) { state.withLock { $0.replies[path] = reply } }
    func requests(_ path: String) -> [Received] { state.withLock { $0.received.filter { $0.path == path } } }

    /// Serves while `body` runs.
    static func running(_ body: @Sendable (LoopbackProvider) async throws -> Void) async throws {
        let provider = LoopbackProvider()
        provider.publish([try SigningKey.generate(.es256, keyID: "k1")])
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let application = Application(
            responder: CallbackResponder { (request: Hummingbird.Request, _: BasicRequestContext) in try await provider.respond(to: request)
            },
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in found.yield(channel.localAddress?.port ?? 0) }, logger: logger)
        let server = Task { try await application.run() }
        defer { server.cancel() }
        for await port in ports {
            provider.state.withLock { $0.port = port }
            break
        }
        try await body(provider)
    }

    private func respond(to request: Hummingbird.Request) async throws -> Hummingbird.Response {
        let body = Array(try await request.body.collect(upTo: 65536).readableBytesView)
        let path = String((request.head.path ?? "").prefix { $0 != "?" })
        let received = Received(path: path, authorization: request.headers[.authorization], form: try Form(parsing: body))
        let reply = state.withLock { state in
            state.received.append(received)
            return state.replies[path]
        }
        let answer = reply ?? honest(path)
        return Hummingbird.Response(
            status: answer.status, headers: answer.headers, body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    private func honest(_ path: String) -> Reply {
        switch path {
        case "/.well-known/openid-configuration": Reply(metadata)
        case "/jwks": Reply(JWKSet(keys: keys.map(\.publicKey)).json)
        default: Reply(status: .notFound)
        }
    }

    var metadata: JSON.Object {
        var document: JSON.Object = ["issuer": .string(issuer), "authorization_response_iss_parameter_supported": true]
        for (name, path) in [
            ("authorization_endpoint", "/authorize"), ("token_endpoint", "/token"), ("jwks_uri", "/jwks"),
            ("userinfo_endpoint", "/userinfo"),
            ("revocation_endpoint", "/revoke"), ("end_session_endpoint", "/end"),
        ] {
            document[name] = .string(issuer + path)
        }
        return document
    }

    /// An ID token of this provider's first key, good at the sample time.
    func idToken(nonce: String?, with changes: [Change] = [], key: SigningKey? = nil) throws -> String {
        var claims = Sample.idTokenClaims
        claims["iss"] = .string(issuer)
        claims["nonce"] = nonce.map { .string($0) }
        for change in changes { claims = change.applied(to: claims) }
        return try JWT.sign(claims, type: "JWT", key: try key ?? #require(keys.first))
    }

    func grant(idToken: String?) {
        var answer: JSON.Object = [
            "access_token": .string(Sample.accessToken), "token_type": "Bearer", "expires_in": 300, "refresh_token": "refresh-1",
        ]
        answer["id_token"] = idToken.map { .string($0) }
        reply("/token", Reply(answer))
    }
}
