import Logging
import OAuth
import Primitives
import Synchronization
import Testing
import TokenCrypto

@testable import Outbound

/// What a registered address may do to whoever reads it: nothing. THREATS §1.5.
@Suite struct DocumentFetcherTests {
    private static func fetch(
        _ behaviour: LoopbackPortal.Behaviour, loopbackAllowed: Bool = true
    ) async throws -> (Result<[UInt8], DocumentFetcher.Failure>, LoopbackPortal) {
        let portal = try await LoopbackPortal(behaviour)
        let fetcher = DocumentFetcher(
            loopbackAllowed: loopbackAllowed,
            resolver: AddressResolver { _ in [IPAddress(parsing: LoopbackPortal.address)].compactMap { $0 } })
        var result: Result<[UInt8], DocumentFetcher.Failure>
        do throws(DocumentFetcher.Failure) {
            result = .success(try await fetcher.fetch("http://localhost:\(portal.port)/jwks"))
        } catch { result = .failure(error) }
        await fetcher.close()
        try await portal.close()
        return (result, portal)
    }

    @Test func `a document is fetched`() async throws {
        #expect(try await Self.fetch(.serves("{}")).0 == .success(Array("{}".utf8)))
    }

    @Test func `a redirect is not followed`() async throws {
        let (result, portal) = try await Self.fetch(.redirects)
        #expect(result == .failure(.status(302)))
        #expect(portal.requests.count == 1)
    }

    @Test func `nothing there`() async throws { #expect(try await Self.fetch(.misses).0 == .failure(.status(404))) }

    @Test func `more than is wanted`() async throws {
        #expect(try await Self.fetch(.serves(String(repeating: "a", count: 65_537))).0 == .failure(.tooLarge))
        #expect(try await Self.fetch(.serves(String(repeating: "a", count: 65_536))).0 == .success([UInt8](repeating: 97, count: 65_536)))
    }

    @Test(.timeLimit(.minutes(1)), arguments: [LoopbackPortal.Behaviour.silent, .drips, .talksOn]) func `an answer that never ends`(
        behaviour: LoopbackPortal.Behaviour
    ) async throws {
        #expect(try await Self.fetch(behaviour).0 == .failure(.unreachable))
    }

    private static let revocation: [(String, Bool)] = [
        ("http://crl.example.vn/ca.crl", true), ("https://crl.example.vn/ca.crl", true), ("http://203.0.113.7/ca.crl", false),
        ("http://10.0.0.1/ca.crl", false), ("http://169.254.169.254/latest", false), ("http://localhost/ca.crl", false),
        ("http://127.1/ca.crl", false), ("http://[::1]/ca.crl", false), ("ldap://crl.example.vn/", false), ("http://a@b.vn/", false),
    ]

    /// Lists carry their own signature; everything else about their addresses is as strict as for any other. RFC 5280 §8.
    @Test(arguments: revocation) func `revocation data may stand at a plain address`(address: String, isCalled: Bool) async {
        let fetcher = DocumentFetcher(loopbackAllowed: false, resolver: AddressResolver { _ in [] })
        // A name without an address is refused when it was looked up, and not before.
        #expect(RegisteredURI(address)?.isAcceptableCallback(loopbackAllowed: false, plainHTTPAllowed: true) ?? false == isCalled)
        await #expect(throws: DocumentFetcher.Failure.addressRefused) { try await fetcher.fetch(address, limits: .revocationList) }
        #expect(RegisteredURI(address)?.isAcceptableCallback(loopbackAllowed: false) != true || address.hasPrefix("https:"))
        await fetcher.close()
    }

    @Test func `a question is posted`() async throws {
        let portal = try await LoopbackPortal(.serves("answer"))
        let fetcher = DocumentFetcher(
            loopbackAllowed: true, resolver: AddressResolver { _ in [IPAddress(parsing: LoopbackPortal.address)].compactMap { $0 } })
        let answer = try await fetcher.fetch(
            "http://localhost:\(portal.port)/", accept: "text/plain", limits: .onlineStatus,
            posting: .init(mediaType: "application/x-question", body: Array("logout_token=1".utf8)))
        #expect(answer == Array("answer".utf8))
        let request = try #require(portal.requests.first)
        #expect(request.hasPrefix("POST ") && request.contains("application/x-question") && request.hasSuffix("logout_token=1"))
        await fetcher.close()
        try await portal.close()
    }

    @Test func `this machine is not called for a provider elsewhere`() async throws {
        let (result, portal) = try await Self.fetch(.serves("{}"), loopbackAllowed: false)
        #expect(result == .failure(.addressRefused))
        #expect(portal.connections == 0)
    }

    @Test(arguments: ["http://portal.example.vn/jwks", "https://10.0.0.1/jwks", "ftp://portal.example.vn/x", "https://a@b/", "", "/jwks"])
    func `an address that nobody may register is not called either`(address: String) async {
        let fetcher = DocumentFetcher(loopbackAllowed: true, resolver: AddressResolver { _ in [] })
        await #expect(throws: DocumentFetcher.Failure.addressRefused) { try await fetcher.fetch(address) }
        await fetcher.close()
    }
}

/// Clients' keys, from the registration or from where the client publishes them.
@Suite struct PublishedClientKeysTests {
    private final class Clock: Sendable {
        let seconds = Mutex(1000.0)
        func pass(_ seconds: Double) { self.seconds.withLock { $0 += seconds } }
    }

    private static func keySet() throws -> String { try JWKSet(keys: [SigningKey.generate(.edDSA).publicKey]).json.text }

    private static func client(_ members: JSON.Object) throws -> ClientRegistration {
        var document: JSON.Object = ["redirect_uris": ["https://portal.example.vn/cb"]]
        for member in members.members { document[member.name] = member.value }
        return try ClientRegistration.register(
            .object(document),
            policy: ClientPolicy(loopbackAllowed: true, authenticationMethods: ["client_secret_basic"], grantTypes: ["authorization_code"]),
            world: World(now: { Instant(secondsSinceEpoch: 0) }, random: { [UInt8](repeating: 1, count: $0) })
        ).client
    }

    @Test func `one look serves many, and a look is not repeated at once`() async throws {
        let (clock, portal) = (Clock(), try await LoopbackPortal(.serves(try Self.keySet())))
        let fetcher = DocumentFetcher(
            loopbackAllowed: true, resolver: AddressResolver { _ in [IPAddress(parsing: LoopbackPortal.address)].compactMap { $0 } })
        let source = PublishedClientKeys(fetcher: fetcher, logger: Logger(label: "test")) { clock.seconds.withLock { $0 } }
        let client = try Self.client(["jwks_uri": .string("http://localhost:\(portal.port)/jwks")])
        await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<8 { group.addTask { await source.keys(of: client)?.keys.count } }
            for await count in group { #expect(count == 1) }
        }
        #expect(portal.requests.count == 1)
        #expect(await source.latestKeys(of: client) != nil)
        #expect(portal.requests.count == 1, "a stranger's unknown kid costs the portal nothing")
        clock.pass(11)
        #expect(await source.latestKeys(of: client) != nil)
        #expect(portal.requests.count == 2)
        try await portal.close()
        clock.pass(400)
        #expect(await source.keys(of: client) != nil, "an old answer serves while the portal is down")
        #expect(await source.latestKeys(of: client) != nil)
        clock.pass(86_400)
        #expect(await source.keys(of: client) == nil)
        await fetcher.close()
    }

    @Test(arguments: ["", "[]", "{}", #"{"keys":[{"kty":"oct","k":"AAAA"}]}"#, #"{"keys":[],"keys":[]}"#])
    func `what is no key set gives no keys`(document: String) async throws {
        let portal = try await LoopbackPortal(.serves(document))
        let fetcher = DocumentFetcher(
            loopbackAllowed: true, resolver: AddressResolver { _ in [IPAddress(parsing: LoopbackPortal.address)].compactMap { $0 } })
        let source = PublishedClientKeys(fetcher: fetcher, logger: Logger(label: "test"))
        #expect(await source.keys(of: try Self.client(["jwks_uri": .string("http://localhost:\(portal.port)/jwks")])) == nil)
        await fetcher.close()
        try await portal.close()
    }

    @Test func `registered keys need no look`() async throws {
        let set = try JSON(parsing: try Self.keySet())
        let fetcher = DocumentFetcher(loopbackAllowed: false, resolver: AddressResolver { _ in [] })
        let source = PublishedClientKeys(fetcher: fetcher, logger: Logger(label: "test"))
        #expect(await source.keys(of: try Self.client(["jwks": set]))?.keys.count == 1)
        #expect(await source.keys(of: try Self.client([:])) == nil)
        await fetcher.close()
    }

    @Test func `keys are given in one way`() throws {
        let set = try JSON(parsing: try Self.keySet())
        #expect(throws: ClientMetadataRejection.self) { try Self.client(["jwks": set, "jwks_uri": "https://portal.example.vn/jwks"]) }
    }
}
