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

    @Test func `stored and restored it is the same`() throws {
        let request = ClaimsRequest(
            userInfo: [.init(name: "name", essential: true, values: [])], idToken: [.init(name: "sub", essential: false, values: ["x"])])
        #expect(try ClaimsRequest(parsing: .object(request.json)) == request)
    }
}
