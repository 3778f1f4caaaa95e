import OAuth
import Primitives
import Testing

/// OpenID Connect for Identity Assurance: what may be asked for, and who may ask.
@Suite struct VerifiedClaimsTests {
    private static func request(_ text: String) throws -> ClaimsRequest { try ClaimsRequest(parsing: JSON(parsing: text)) }

    private static func asked(_ set: String) throws -> ClaimsRequest { try request(#"{"userinfo": {"verified_claims": \#(set)}}"#) }

    @Test func `one set or several are read, beside ordinary claims`() throws {
        let one = try Self.request(
            #"{"userinfo": {"name": null, "verified_claims": {"verification": {"trust_framework": null}, "claims": {"name": null}}}}"#)
        #expect(one.userInfo.map(\.name) == ["name"])
        #expect(one.verifiedUserInfo.map { $0.claims.map(\.name) } == [["name"]])
        let two = try Self.asked(
            #"[{"verification": {"trust_framework": {"value": "vn_eid"}}, "claims": {"name": null, "birthdate": {"essential": true}}}, {"verification": {"trust_framework": null, "assurance_level": {"values": ["01", "02"]}}, "claims": {"personal_number": null}}]"#
        )
        #expect(two.verifiedClaims == ["name", "birthdate", "personal_number"])
        #expect(two.verifiedUserInfo.first?.verification.first?.values == ["vn_eid"])
        #expect(try ClaimsRequest(parsing: .object(two.json)) == two)
    }

    @Test(arguments: [
        #""all""#, "{}", "[]", #"{"claims": {"name": null}}"#, #"{"verification": {"trust_framework": null}}"#,
        #"{"verification": {"trust_framework": null}, "claims": {}}"#, #"{"verification": {"trust_framework": null}, "claims": ["name"]}"#,
        #"{"verification": {"trust_framework": "vn_eid"}, "claims": {"name": null}}"#, #"{"verification": null, "claims": {"name": null}}"#,
    ])
    func `another shape is refused`(set: String) {
        #expect(throws: Rejection.claimsMalformed) { try Self.asked(set) }
    }

    @Test func `more sets than any form has are refused`() {
        let set = #"{"verification": {"trust_framework": null}, "claims": {"name": null}}"#
        #expect(throws: Rejection.claimsMalformed) { try Self.asked("[\(Array(repeating: set, count: 9).joined(separator: ","))]") }
    }

    @Test func `only who may know a person by law may have a claim vouched for, and only what its scopes give`() throws {
        let asked = try Self.asked(
            #"{"verification": {"trust_framework": null}, "claims": {"name": null, "personal_number": null, "email": null, "organization": null}}"#
        )
        #expect(asked.limited(to: ["openid", "profile", "email", "organization"]).verifiedClaims.isEmpty)
        #expect(asked.limited(to: ["openid", "identity"]).verifiedClaims == ["personal_number"])
        #expect(asked.limited(to: ["openid", "identity", "profile", "email"]).verifiedClaims == ["name", "personal_number"])
    }

    @Test(arguments: [
        (#"{"trust_framework": null}"#, false), (#"{"trust_framework": null, "evidence": null}"#, false),
        (#"{"trust_framework": null, "time": {"max_age": 60}}"#, true), (#"{"trust_framework": null, "evidence": [{"type": null}]}"#, true),
    ])
    func `a condition on what is not known cannot be met, and survives being stored`(verification: String, expected: Bool) throws {
        let asked = try Self.asked(#"{"verification": \#(verification), "claims": {"name": null}}"#)
        #expect(asked.verifiedUserInfo.map(\.isUnanswerable) == [expected])
        #expect(try ClaimsRequest(parsing: .object(asked.json)).verifiedUserInfo.map(\.isUnanswerable) == [expected])
    }
}
