internal import Accounts
internal import Audit
internal import Foundation
internal import OAuth
internal import Primitives
internal import Storage

/// The invented people and organisations of a demo. Their numbers are well-formed and belong to nobody: serial 000000 is not given out.
struct DemoPerson {
    let identifier: String
    let name: String
    let kind: String
    let document: JSON.Object
    /// Whether an authenticator app is set up for them.
    var hasApp = false

    static let all: [DemoPerson] = [
        DemoPerson(
            identifier: "001190000000", name: "Nguyễn Thị Lan", kind: "citizen",
            document: [
                "kind": "citizen", "personalNumber": "001190000000", "name": "Nguyễn Thị Lan", "birthDate": "1990-01-02",
                "gender": "female",
                "email": "lan@example.vn", "address": ["formatted": "1 Phố Ví Dụ, Hà Nội", "locality": "Hà Nội", "country": "VN"],
                "assurance": "LoA3",
            ], hasApp: true),
        DemoPerson(
            identifier: "079041000000", name: "Trần Văn Minh", kind: "citizen",
            document: ["kind": "citizen", "personalNumber": "079041000000", "name": "Trần Văn Minh", "birthDate": "1941", "gender": "male"]),
        DemoPerson(
            identifier: "9999999997", name: "Công ty TNHH Ví Dụ", kind: "business",
            document: ["kind": "business", "taxCode": "9999999997", "name": "Công ty TNHH Ví Dụ", "email": "congty@example.vn"]),
        DemoPerson(
            identifier: "hoa@example.vn", name: "Lê Thị Hoa", kind: "official",
            document: [
                "kind": "official", "personalNumber": "048185000000", "name": "Lê Thị Hoa", "birthDate": "1985-05-06",
                "email": "hoa@example.vn",
                "assurance": "LoA4",
            ]),
    ]
}

/// Fills a demo's database, once: a second start in the same folder finds everything there.
struct DemoContent {
    let settings: DemoSettings
    let portals: [DemoPortal]
    let password: String
    /// The seed of the authenticator app of those who have one, in base32.
    let totpSecret: String

    /// - Parameter settings: its folder keeps password and seed, which are made anew for every demo.
    init(_ settings: DemoSettings, portals: [DemoPortal], world: World) throws {
        self.settings = settings
        self.portals = portals
        password = try Self.secret(settings.folder + "/password") { Self.memorable(world) }
        totpSecret = try Self.secret(settings.folder + "/totp-secret") { Self.base32(world.random(20)) }
        for portal in portals { _ = try Self.secret("\(settings.folder)/\(portal.clientID).secret") { world.token() } }
    }

    func fill(_ instance: Instance) async throws {
        if try await instance.agencies.list().isEmpty { try await importAgencies(into: instance) }
        let lifecycle = try instance.accountLifecycle()
        for person in DemoPerson.all where try await !exists(person, in: instance) {
            var document = person.document
            document["password"] = .string(password)
            if person.hasApp { document["totpSecret"] = .string(totpSecret) }
            _ = try await lifecycle.create(AccountDocument(parsing: .object(document)))
        }
        for portal in portals { try await register(portal, in: instance) }
    }

    private func exists(_ person: DemoPerson, in instance: Instance) async throws -> Bool {
        try await instance.accounts.find(signingInWith: SignInIdentifier.candidates(person.identifier)) != nil
    }

    static var agenciesFile: [UInt8] { PackageResources.agencies_csv }

    private func importAgencies(into instance: Instance) async throws {
        let agencies = try AgencyDocument.agencies(csv: Self.agenciesFile, name: "agencies.csv")
        let events = agencies.map { instance.event(.agencyCreated, details: ["agency": .string($0.code.value)]) }
        try await instance.agencies.put(agencies, audit: events)
    }

    /// Addresses follow the port, which may differ from the last start's.
    private func register(_ portal: DemoPortal, in instance: Instance) async throws {
        let secret = try Self.secret("\(settings.folder)/\(portal.clientID).secret") { instance.world.token() }
        let registration = JSON.object(portal.registration(secret: secret))
        guard let old = try await instance.clients.find(ID(portal.clientID)) else {
            _ = try await ClientCommand.create(registration, in: instance)
            return
        }
        let client = try old.updated(with: registration, policy: instance.clientPolicy)
        if client != old { _ = try await instance.clients.update(client, audit: instance.event(.clientUpdated, client: client.id)) }
    }

    /// What the file holds, or what is made and put there.
    private static func secret(_ path: String, make: () -> String) throws -> String {
        if let text = PrivateFile.read(path)?.trimmingCharacters(in: .newlines), !text.isEmpty { return text }
        let text = make()
        try PrivateFile.write(text + "\n", to: path)
        return text
    }

    /// RFC 4648 §6, for a whole number of groups of five bytes.
    private static func base32(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let groups = stride(from: 0, to: bytes.count, by: 5).map { bytes[$0..<($0 + 5)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        return String(groups.flatMap { group in (0..<8).map { alphabet[Int(group >> (35 - 5 * UInt64($0))) & 31] } })
    }

    /// Sixteen letters and digits in groups of four: 78 bits, and still quick to type.
    private static func memorable(_ world: World) -> String {
        let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789")
        let letters = world.random(16).map { alphabet[Int($0) % alphabet.count] }
        return stride(from: 0, to: 16, by: 4).map { String(letters[$0..<($0 + 4)]) }.joined(separator: "-")
    }
}
