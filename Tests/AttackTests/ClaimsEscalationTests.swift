import OAuth
import Primitives
import Testing

/// A portal asks by the claim's name for what it may not ask for by a scope. OpenID Connect Core 1.0 §5.5, ASVS 5.0 10.4.11.
@Suite struct ClaimsEscalationTests {
    @Test(
        arguments: [
            (#"{"id_token":{"sub":{"value":"a"}}}"#, ["a"]), (#"{"id_token":{"sub":{"values":["a","b"]}}}"#, ["a", "b"]),
            (#"{"userinfo":{"sub":{"value":"a"}}}"#, ["a"]),
            (#"{"userinfo":{"sub":{"value":"b"}},"id_token":{"sub":{"values":["a","b"]}}}"#, ["b"]),
            (#"{"id_token":{"sub":{"essential":true}}}"#, []), (#"{"id_token":{"sub":null}}"#, []),
            (#"{"userinfo":{"sub":{"value":"b"}},"id_token":{"sub":{"value":"a"}}}"#, nil), (#"{"id_token":{"sub":{"value":1}}}"#, nil),
        ] as [(String, [String]?)])
    func `nobody but whom it names answers a request`(claims: String, subjects: [String]?) async throws {
        let portal = try await Portal([:])
        guard let subjects else {
            await #expect(throws: Rejection.authenticationNotAsHinted) { try await portal.request(["claims": claims]) }
            return
        }
        #expect(try await portal.request(["claims": claims]).subjects == subjects)
    }

    @Test(
        arguments: [
            (["acr_values": "nonsense LoA2 LoA1"], AssuranceLevel.loa2, nil), (["acr_values": "LoA9"], nil, nil), ([:], nil, nil),
            (["claims": #"{"id_token":{"acr":{"values":["x","LoA3"]}}}"#], .loa3, nil),
            (["claims": #"{"id_token":{"acr":{"essential":true,"value":"LoA2"}}}"#], nil, .loa2),
            (["acr_values": "LoA1", "claims": #"{"id_token":{"acr":{"essential":true,"values":["LoA3","LoA2"]}}}"#], .loa1, .loa2),
        ] as [([String: String], AssuranceLevel?, AssuranceLevel?)])
    func `a level is a wish unless it is essential`(changes: [String: String], wished: AssuranceLevel?, minimum: AssuranceLevel?)
        async throws
    {
        let request = try await Portal([:]).request(changes)
        #expect(request.wishedLevel == wished && request.minimumLevel == minimum)
    }

    @Test(arguments: ["userinfo", "id_token"])
    func `a claim outside the registered scopes is not asked for`(place: String) async throws {
        let portal = try await Portal(["scope": "openid profile"])
        let request = try await portal.request([
            "claims": #"{"\#(place)": {"personal_number": {"essential": true}, "organization": null, "phone_number": null, "name": null}}"#
        ])
        #expect(request.requestedClaims == ["name"])
        #expect((request.claims.userInfo + request.claims.idToken).map(\.name) == ["name"])
    }

    @Test func `the level of the sign-in may be asked for by any portal`() async throws {
        let portal = try await Portal(["scope": "openid"])
        let request = try await portal.request([
            "claims": #"{"id_token": {"acr": {"essential": true, "values": ["LoA3"]}, "auth_time": {"essential": true}}}"#
        ])
        #expect(request.minimumLevel == .loa3)
        #expect(request.claims.idToken.map(\.name) == ["acr", "auth_time"])
    }

    @Test func `a scope that was not asked for still allows its claims one by one`() async throws {
        let portal = try await Portal(["scope": "openid identity"])
        let request = try await portal.request(["claims": #"{"userinfo": {"personal_number": null}}"#])
        #expect(request.scopes == ["openid"])
        #expect(request.requestedClaims == ["personal_number"])
    }
}
