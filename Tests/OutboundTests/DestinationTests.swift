import Glibc
import Primitives
import Synchronization
import Testing

@testable import Outbound

struct DestinationTests {
    private static func judge(_ url: String, _ answer: [String] = [], loopbackAllowed: Bool = false) async throws -> Destination {
        let addresses = answer.compactMap { IPAddress(parsing: $0) }
        return try await Destination(
            url, resolver: AddressResolver { _ in addresses }, loopbackAllowed: loopbackAllowed, within: .seconds(5))
    }

    @Test(arguments: [
        ("https://portal.example.gov.vn/x", ["8.8.8.8"]), ("https://portal.example.gov.vn:8443/x?y", ["8.8.8.8", "2400::1"]),
        ("https://8.8.8.8/", ["8.8.8.8"]),
    ])
    func `a public host is called at its addresses`(url: String, answer: [String]) async throws {
        let destination = try await Self.judge(url, answer)
        #expect(destination.url == url)
        #expect(destination.addresses.map(\.description) == answer)
    }

    @Test(arguments: [
        ["10.0.0.1"], ["172.16.0.1"], ["192.168.0.1"], ["127.0.0.1"], ["::1"], ["169.254.169.254"], ["100.64.0.1"], ["0.0.0.0"],
        ["224.0.0.1"], ["fd00::1"], ["fe80::1"], ["::ffff:10.0.0.1"], ["64:ff9b::a00:1"], ["8.8.8.8", "10.0.0.1"], ["10.0.0.1", "8.8.8.8"],
    ])
    func `one address that is not public refuses the host`(answer: [String]) async {
        await #expect(throws: Destination.Rejection.notPublic) { try await Self.judge("https://portal.example.gov.vn/", answer) }
    }

    @Test func `this machine is called only by a provider on loopback`() async throws {
        #expect(try await Self.judge("http://localhost:1/", ["127.0.0.1", "::1"], loopbackAllowed: true).addresses.count == 2)
        #expect(try await Self.judge("http://[::1]:1/", loopbackAllowed: true).addresses.map(\.description) == ["::1"])
        await #expect(throws: Destination.Rejection.notPublic) { try await Self.judge("http://[::1]:1/") }
        await #expect(throws: Destination.Rejection.notPublic) {
            try await Self.judge("https://a.vn/", ["10.0.0.1"], loopbackAllowed: true)
        }
    }

    @Test(arguments: ["https://a|b/", "https://a%2eb/", "https://a_b:x@c/", "https://[::1/", "https://[fe80::1%25lo]/", "vn.gov:/x", ""])
    func `a host that two parsers may read differently is refused`(url: String) async {
        await #expect(throws: Destination.Rejection.malformed) { try await Self.judge(url, ["8.8.8.8"]) }
    }

    @Test func `a host in capitals is the host that was looked up`() async throws {
        #expect(try await Self.judge("https://PORTAL.example.gov.vn:443/Path", ["8.8.8.8"]).url == "https://portal.example.gov.vn:443/Path")
    }

    @Test func `a host without an address is not called`() async {
        await #expect(throws: Destination.Rejection.unresolved) { try await Self.judge("https://portal.example.gov.vn/") }
    }
}

struct AddressResolverTests {
    @Test(arguments: [("localhost", ["127.0.0.1", "::1"]), ("127.1", ["127.0.0.1"]), ("2130706433", ["127.0.0.1"])])
    func `the system's resolver is asked`(host: String, among: [String]) async {
        let addresses = await AddressResolver().addresses(of: host, within: .seconds(5)).map(\.description)
        #expect(!addresses.isEmpty && Set(addresses).isSubset(of: among))
    }

    @Test func `a name server that keeps silent delays its own host alone`() async {
        let lookups = Mutex<[String]>([])
        let isHeld = Atomic(true)
        let resolver = AddressResolver { host in
            lookups.withLock { $0.append(host) }
            while host == "dead.example", isHeld.load(ordering: .acquiring) { usleep(5_000) }
            return IPAddress(parsing: "8.8.8.8").map { [$0] } ?? []
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask { #expect(await resolver.addresses(of: "dead.example", within: .milliseconds(300)).isEmpty) }
            }
            group.addTask { #expect(await resolver.addresses(of: "well.example", within: .seconds(2)).count == 1) }
        }
        #expect(lookups.withLock { $0.count(where: { $0 == "dead.example" }) } == 1)
        isHeld.store(false, ordering: .releasing)
    }
}
