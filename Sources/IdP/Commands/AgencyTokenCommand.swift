internal import ArgumentParser
internal import Audit
internal import OAuth
internal import Primitives
internal import Storage
internal import TokenCrypto

/// `idp agency token`: an agency's right to register its own portals.
struct AgencyTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Print an initial access token, this once, with which an agency registers its own portals over the wire.")

    private static let longest: Int64 = 366 * 86_400

    @Argument(help: "The agency's code, such as G15 or H26.") var code: String
    /// A week: long enough to set a portal up, short enough for a token that was left in a script.
    @Option(help: "How long the token lives, such as 12h or 30d; a year at most.") var expires = "7d"
    @Option(help: "How many clients it can register, 1 to 10000.") var uses = 100
    @Flag(help: "End every initial access token of the agency instead.") var revoke = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let seconds = try lifetime()
        guard (1...10_000).contains(uses) else { throw ValidationError("--uses: give a number from 1 to 10000") }
        try await Instance.with(options) { instance in
            guard let code = AgencyCode(parsing: code), let agency = try await instance.agencies.find(ID(code.text)) else {
                throw CommandFailure("no such agency: check the code with `idp agency list`, or create it with `idp agency create`")
            }
            if revoke { try await end(agency.code, in: instance) } else { try await make(agency.code, seconds, in: instance) }
        }
    }

    private func lifetime() throws -> Int64 {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let unit = expires.last.flatMap({ units[$0] }), expires.dropLast().allSatisfy(\.isNumber),
            let number = Int64(expires.dropLast()), (1...Self.longest).contains(number), number * unit <= Self.longest
        else { throw ValidationError("--expires: give a duration of at most a year, such as 12h or 30d") }
        return number * unit
    }

    private func make(_ agency: ID<Agency>, _ seconds: Int64, in instance: Instance) async throws {
        let text = instance.world.token()
        let now = instance.world.now()
        let token = InitialAccessToken(
            id: Base64URL.encode(instance.world.random(9)), hash: Digest.sha256(Array(text.utf8)), agency: agency, usesLeft: uses,
            created: now, expires: now + seconds)
        try await instance.registrations.insert(
            token, audit: instance.event(.initialAccessTokenIssued, details: details(token)))
        if options.json {
            var object = details(token)
            object["token"] = .string(text)
            Output.line(object)
        } else {
            Output.line(text)
        }
        guard instance.configuration.registration == .off else { return }
        Output.notice("registration is off in the configuration: the token is of no use until it says token")
    }

    private func details(_ token: InitialAccessToken) -> JSON.Object {
        [
            "id": .string(token.id), "agency": .string(token.agency.value), "uses": .integer(Int64(token.usesLeft)),
            "expires": JSON(token.expires),
        ]
    }

    private func end(_ agency: ID<Agency>, in instance: Instance) async throws {
        let event = instance.event(.initialAccessTokensRevoked, details: ["agency": .string(agency.value)])
        let count = try await instance.registrations.revokeInitialAccessTokens(of: agency, audit: event)
        if options.json {
            Output.line(["agency": .string(agency.value), "revoked": .integer(Int64(count))])
        } else {
            Output.line("\(count) tokens revoked")
        }
    }
}
