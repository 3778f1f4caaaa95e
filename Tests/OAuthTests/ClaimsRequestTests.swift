import OAuth
import Primitives
import Testing

/// OpenID Connect Core 1.0 §5.5.
@Suite struct ClaimsRequestTests {
    @Test func `the example of §5·5 is read`() throws {
        let request = try ClaimsRequest(
            parsing: JSON(
                parsing:
                    #"{"userinfo": {"given_name": {"essential": true}, "nickname": null}, "id_token": {"auth_time": {"essential": true}, "acr": {"values": ["LoA1"]}}}"#
            ))
        #expect(request.userInfo.map(\.name) == ["given_name", "nickname"])
        #expect(request.userInfo.map(\.essential) == [true, false])
        #expect(request.idToken.last?.values == ["LoA1"])
    }

    @Test(arguments: [
        "[]", "1", #"{"userinfo": []}"#, #"{"id_token": {"acr": 1}}"#, #"{"id_token": {"acr": {"essential": "yes"}}}"#,
        #"{"id_token": {"acr": {"value": "a", "values": ["b"]}}}"#, #"{"id_token": {"acr": {"values": []}}}"#,
    ])
    func `another shape is refused`(text: String) throws {
        let json = try JSON(parsing: text)
        #expect(throws: Rejection.claimsMalformed) { try ClaimsRequest(parsing: json) }
    }

    @Test func `a claim by name needs the scope that gives it`() throws {
        let asked = try ClaimsRequest(
            parsing: JSON(
                parsing:
                    #"{"userinfo": {"sub": null, "personal_number": null, "name": null, "nickname": null}, "id_token": {"acr": {"essential": true, "values": ["LoA1"]}, "auth_time": null, "organization": null, "email": null}}"#
            ))
        let limited = asked.limited(to: ["openid", "email", "root"])
        #expect(limited.userInfo.map(\.name) == ["sub"])
        #expect(limited.idToken.map(\.name) == ["acr", "auth_time", "email"])
        #expect(limited.idToken.first?.values == ["LoA1"])
        #expect(asked.limited(to: ["profile"]).userInfoClaims == ["name"])
        #expect(asked.limited(to: Scope.allCases.map(\.rawValue)).userInfoClaims == ["personal_number", "name"])
    }

    @Test func `stored and restored it is the same`() throws {
        let request = ClaimsRequest(
            userInfo: [.init(name: "name", essential: true, values: [])], idToken: [.init(name: "sub", essential: false, values: ["x"])])
        #expect(try ClaimsRequest(parsing: .object(request.json)) == request)
    }
}
