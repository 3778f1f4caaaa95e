import OAuth
import Primitives
import Testing

/// RFC 9396 §2 and §5: what is not known is not granted.
@Suite struct AuthorizationDetailTests {
    @Test func `what is read is written again as it was`() throws {
        let text =
            #"[{"type":"dossier","actions":["read","submit"],"identifier":"H26.17-260101-0001","locations":["https://a.example/x"]}]"#
        let details = try AuthorizationDetail.list(parsing: text)
        #expect(JSON.array(details.map(\.json)).text == text)
        #expect(try AuthorizationDetail(parsing: details[0].json) == details[0])
        #expect(details[0].locations == ["https://a.example/x"])
    }

    @Test func `none is none`() throws {
        #expect(try AuthorizationDetail.list(parsing: nil).isEmpty)
    }

    @Test(
        arguments: [
            ("", .authorizationDetailsMalformed), ("[]", .authorizationDetailsMalformed), ("{}", .authorizationDetailsMalformed),
            ("[1]", .authorizationDetailsMalformed), (#"[{"type":1}]"#, .authorizationDetailsMalformed),
            (#"[{"type":"payment"}]"#, .authorizationDetailsTypeUnknown),
            (#"[{"type":"DOSSIER","actions":["read"]}]"#, .authorizationDetailsTypeUnknown),
            (#"[{"type":"dossier"}]"#, .authorizationDetailsMalformed),
            (#"[{"type":"dossier","actions":["delete"]}]"#, .authorizationDetailsMalformed),
            (#"[{"type":"dossier","actions":["read"],"privileges":["all"]}]"#, .authorizationDetailsMalformed),
            (#"[{"type":"dossier","actions":["read"],"identifier":"a b"}]"#, .authorizationDetailsMalformed),
            (#"[{"type":"dossier","actions":["read"],"identifier":""}]"#, .authorizationDetailsMalformed),
            (#"[{"type":"dossier","actions":["read"],"locations":["/x"]}]"#, .authorizationDetailsMalformed),
            (#"[{"type":"dossier","actions":["read"],"actions":["submit"]}]"#, .authorizationDetailsMalformed),
        ] as [(String, Rejection)])
    func `what does not fit is refused`(text: String, rejection: Rejection) {
        #expect(throws: rejection) { try AuthorizationDetail.list(parsing: text) }
    }
}
