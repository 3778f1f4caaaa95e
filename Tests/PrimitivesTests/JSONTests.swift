import Primitives
import Testing

/// RFC 8259, read strictly.
@Suite struct JSONTests {
    @Test func `a value makes a round trip in order`() throws {
        let text = #"{"b":1,"a":[true,null,-2,1.5,"ế\n\"\\"],"c":{}}"#
        #expect(try JSON(parsing: text).text == text)
    }

    @Test(arguments: [
        (#"{"a":1,"a":2}"#, JSON.ParsingError.Reason.duplicateName), (#"{"a":1,"\u0061":2}"#, .duplicateName),
        ("1e400", .invalidNumber), ("01", .trailingData), ("-", .endOfInput), ("[1,]", .unexpectedByte), ("{} x", .trailingData),
        ("\"\u{1}\"", .unexpectedByte), (#""\ud800""#, .invalidEscape), (#""\udc00\ud800""#, .invalidEscape), ("nul", .endOfInput),
        ("", .endOfInput), ("\"abc", .endOfInput), (#"{"a" 1}"#, .unexpectedByte), ("NaN", .unexpectedByte), (#""\x""#, .invalidEscape),
    ])
    func `what RFC 8259 does not allow is refused`(text: String, reason: JSON.ParsingError.Reason) {
        #expect { try JSON(parsing: text) } throws: { ($0 as? JSON.ParsingError)?.reason == reason }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect { try JSON(parsing: [0x22, 0xFF, 0x22]) } throws: { ($0 as? JSON.ParsingError)?.reason == .invalidUTF8 }
        #expect { try JSON(parsing: [0x22, 0xC0, 0x80, 0x22]) } throws: { ($0 as? JSON.ParsingError)?.reason == .invalidUTF8 }
    }

    @Test func `deep nesting is refused without exhausting the stack`() {
        let text = String(repeating: "[", count: 100_000)
        #expect { try JSON(parsing: text) } throws: { ($0 as? JSON.ParsingError)?.reason == .nestedTooDeep }
    }

    @Test func `canonically equivalent names are different names`() throws {
        let object = try JSON(parsing: "{\"\u{e9}\":1,\"e\u{301}\":2}").object
        #expect(object?["\u{e9}"] == 1)
        #expect(object?["e\u{301}"] == 2)
    }

    @Test func `surrogate pairs are one character`() throws {
        #expect(try JSON(parsing: #""\ud83d\ude00""#).string == "😀")
    }
}
