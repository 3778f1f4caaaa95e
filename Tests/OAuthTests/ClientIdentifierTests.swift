import OAuth
import Primitives
import Testing

@Suite struct ClientIdentifierTests {
    @Test(arguments: [("a", 255), ("\u{1F1FB}", 63)]) func `an identifier may be as long as a registered one`(unit: String, count: Int)
        throws
    {
        let text = String(repeating: unit, count: count)
        #expect(try ID<Client>(named: text).value == text)
        #expect(throws: Rejection.clientUnknown) { try ID<Client>(named: text + unit) }
    }

    @Test func `a registration cannot be longer than what a request may name`() throws {
        let longest = String(repeating: "a", count: ID<Client>.maximumLength)
        let document = #", "redirect_uris": ["https://a.example/cb"]}"#
        #expect(try ClientMetadataTests.register(#"{"client_id": "\#(longest)""# + document).client.id.value == longest)
        #expect { try ClientMetadataTests.register(#"{"client_id": "\#(longest)a""# + document) } throws: {
            ($0 as? ClientMetadataRejection)?.member == "client_id"
        }
    }
}
