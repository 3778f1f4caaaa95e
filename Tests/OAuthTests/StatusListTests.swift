import Accounts
import Audit
import HTTP
import HTTPTypes
import OAuth
import Primitives
import Storage
import Testing
import TokenCrypto

/// Token Status List: what a list says of a token is what introspection says of it.
@Suite struct StatusListTests {
    private static let members =
        #""redirect_uris": ["https://portal.example/cb"], "require_pkce": false, "access_token_status": "status_list", "grant_types": ["authorization_code", "refresh_token"]"#

    private struct Listed {
        let desk: Desk
        let client: ClientRegistration
        let person: Authentication
        let token: String
        let refreshToken: String
        let place: StatusPlace

        init(scope: [String] = ["openid"]) async throws {
            desk = try await Desk()
            client = try await desk.register("portal", StatusListTests.members)
            person = try await desk.person()
            let answer = try await desk.signIn(person, at: client, scope: scope)
            token = try #require(answer["access_token"]?.string)
            refreshToken = try #require(answer["refresh_token"]?.string)
            place = try StatusListTests.place(of: token, at: desk)
        }

        var isWithdrawn: Bool {
            get async throws {
                try #require(try await desk.repositories.statusLists.withdrawn(in: place.list, at: desk.time.now)).contains(place.index)
            }
        }

        /// Both ways of asking give the same answer.
        func expect(active: Bool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
            #expect(try await desk.isActive(token, for: "portal") == active, sourceLocation: sourceLocation)
            #expect(try await isWithdrawn == !active, sourceLocation: sourceLocation)
        }
    }

    fileprivate static func place(of token: String, at desk: Desk) throws -> StatusPlace {
        let claim = try #require(try desk.claims(of: token)["status"]?["status_list"])
        let address = try #require(claim["uri"]?.string)
        let prefix = Desk.issuer + "/status-lists/"
        try #require(address.hasPrefix(prefix))
        return StatusPlace(list: ID(String(address.dropFirst(prefix.count))), index: Int(try #require(claim["idx"]?.integer)))
    }

    @Test func `a token that counts is not marked`() async throws { try await Listed().expect(active: true) }

    @Test func `a revoked token is marked, and no other`() async throws {
        let listed = try await Listed()
        let other = try await listed.desk.signIn(listed.person, at: listed.client)
        let otherPlace = try Self.place(of: try #require(other["access_token"]?.string), at: listed.desk)
        #expect(otherPlace.list == listed.place.list && otherPlace.index != listed.place.index)
        _ = try await listed.desk.post("/revoke", [("token", listed.token)], as: "portal")
        try await listed.expect(active: false)
        let withdrawn = try await listed.desk.repositories.statusLists.withdrawn(in: listed.place.list, at: listed.desk.time.now)
        #expect(withdrawn == [listed.place.index])
    }

    @Test func `with the refresh token go all tokens of the authorization`() async throws {
        let listed = try await Listed()
        _ = try await listed.desk.post("/revoke", [("token", listed.refreshToken)], as: "portal")
        try await listed.expect(active: false)
    }

    @Test func `logout marks a token, unless it may outlive its session`() async throws {
        for scope in [["openid"], ["openid", "offline_access"]] {
            let listed = try await Listed(scope: scope)
            _ = try await listed.desk.repositories.logouts.end(
                listed.person.session, at: listed.desk.time.now, audit: listed.desk.event(.sessionEnded))
            try await listed.expect(active: scope.count == 2)
        }
    }

    @Test func `a locked account marks its tokens, those that outlive a session too`() async throws {
        let listed = try await Listed(scope: ["openid", "offline_access"])
        let changed = try await listed.desk.repositories.accounts.set(
            .locked, of: listed.person.account, at: listed.desk.time.now, audit: listed.desk.event(.accountLocked))
        #expect(changed == .written)
        try await listed.expect(active: false)
    }

    @Test func `a token of a client that is gone is marked`() async throws {
        let listed = try await Listed()
        _ = try await listed.desk.repositories.clients.remove(ID("portal"), audit: listed.desk.event(.clientDeleted))
        #expect(try await listed.isWithdrawn)
    }

    @Test func `an expired token needs no mark`() async throws {
        let listed = try await Listed()
        _ = try await listed.desk.post("/revoke", [("token", listed.token)], as: "portal")
        let later = listed.desk.time.now + 601
        #expect(try await listed.desk.repositories.statusLists.withdrawn(in: listed.place.list, at: later) == [])
    }

    @Test func `a list that nobody has is unknown`() async throws {
        let desk = try await Desk()
        #expect(try await desk.repositories.statusLists.withdrawn(in: ID("none"), at: desk.time.now) == nil)
        let endpoint = try #require(desk.registry.endpoints.first { $0.route.path == "/status-lists/{list}" })
        var request = Request(method: .get, path: "/status-lists/none")
        request.pathParameters = ["list": "none"]
        #expect(await endpoint.respond(to: request).status == .notFound)
    }

    @Test func `who did not ask for it gets small tokens`() async throws {
        let desk = try await Desk()
        let client = try await desk.register("small", #""redirect_uris": ["https://portal.example/cb"], "require_pkce": false"#)
        let answer = try await desk.signIn(try await desk.person(), at: client)
        #expect(try desk.claims(of: try #require(answer["access_token"]?.string))["status"] == nil)
    }

    /// Neighbours in time are no neighbours in the list, and no place is given twice.
    @Test func `places are given once, in an order that nobody can predict`() async throws {
        let desk = try await Desk()
        let expires = desk.time.now + 600
        var positions: Set<Int64> = []
        for _ in 0..<100 {
            positions.insert(try await desk.repositories.statusLists.allot(orIn: ID("list"), until: expires, at: desk.time.now).position)
        }
        #expect(positions == Set(0..<100))
        let listed = try await Listed()
        var indices = [listed.place.index]
        for _ in 0..<30 {
            let answer = try await listed.desk.signIn(listed.person, at: listed.client)
            indices.append(try Self.place(of: try #require(answer["access_token"]?.string), at: listed.desk).index)
        }
        #expect(Set(indices).count == indices.count)
        #expect(zip(indices, indices.dropFirst()).count { abs($0 - $1) < 100 } < 3)
        #expect(indices != indices.sorted())
    }

    @Test func `many at once get a place each`() async throws {
        let desk = try await Desk()
        let (lists, now) = (desk.repositories.statusLists, desk.time.now)
        let positions = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<64 { group.addTask { try await lists.allot(orIn: ID("list"), until: now + 600, at: now).position } }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(positions.count == 64)
    }
}
