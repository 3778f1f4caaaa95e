import HTTP
import Testing

/// RFC 7578, RFC 2046 §5.1.
@Suite struct MultipartFormTests {
    private static let type = "multipart/form-data; boundary=AaB03x"

    private static func parse(_ text: String, _ type: String = type) throws -> MultipartForm {
        try MultipartForm(parsing: Array(text.utf8), contentType: type)
    }

    @Test func `parts with names, types and bytes as they were sent`() throws {
        let form = try Self.parse(
            "--AaB03x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a \\\"b\\\".pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
                + "%PDF\r\n--AaB03\r\r\n\r\n--AaB03x\r\nContent-Disposition: form-data; name=policy\r\n\r\nvn-strict\r\n--AaB03x--\r\n")
        #expect(form.parts.map(\.name) == ["document", "policy"])
        let document = try #require(form["document"])
        #expect(document.fileName == "a \"b\".pdf" && document.mediaType == "application/pdf")
        #expect(document.bytes.elementsEqual("%PDF\r\n--AaB03\r\r\n".utf8))
        #expect(try #require(form["policy"]).bytes.elementsEqual("vn-strict".utf8))
    }

    @Test func `a part may be empty, and hold any byte`() throws {
        let body = Array("--b\r\nContent-Disposition: form-data; name=\"d\"\r\n\r\n".utf8) + Array(0...255) + Array("\r\n--b--".utf8)
        let form = try MultipartForm(parsing: body, contentType: "multipart/form-data; boundary=\"b\"")
        #expect(try #require(form["d"]).bytes.elementsEqual(0...255))
        let empty = try MultipartForm(
            parsing: Array("--b\r\nContent-Disposition: form-data; name=\"d\"\r\n\r\n\r\n--b--".utf8),
            contentType: "Multipart/Form-Data; charset=utf-8; boundary=b")
        #expect(try #require(empty["d"]).bytes.isEmpty)
    }

    @Test(arguments: [
        "text/plain", "multipart/form-data", "multipart/mixed; boundary=b", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=a b",
        "multipart/form-data; boundary=b; boundary=c", "multipart/form-data; boundary=\(String(repeating: "b", count: 71))",
    ])
    func `another type, or no boundary, is refused`(type: String) {
        #expect(throws: MultipartForm.ParsingError.notMultipart) { try Self.parse("--b--", type) }
    }

    @Test(arguments: [
        "", "--AaB03x", "--AaB03x--x", "--AaB03x\r\n", "x--AaB03x--", "--AaB03x\r\n\r\nx\r\n--AaB03x--",
        "--AaB03x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--AaB03x--",
        "--AaB03x\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--AaB03x--",
        "--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\nx",
        "--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--AaB03x-",
        "--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--AaB03x--\r\nmore",
        "--AaB03x\r\nContent-Disposition: form-data; name=a\nX: y\r\n\r\nx\r\n--AaB03x--",
        "--AaB03x\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--AaB03x--",
        "--AaB03x\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\nx\r\n--AaB03x--",
        "--AaB03x\r\nContent-Disposition: form-data; name=a; x=\(String(repeating: "y", count: 5000))\r\n\r\nx\r\n--AaB03x--",
    ])
    func `nothing is repaired`(body: String) {
        #expect(throws: MultipartForm.ParsingError.malformed) { try Self.parse(body) }
    }

    @Test func `parts are counted, and a repeated name is nobody's`() throws {
        let part = "--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n"
        #expect(try Self.parse(part + part + "--AaB03x--")["a"] == nil)
        #expect(throws: MultipartForm.ParsingError.tooManyParts) {
            try Self.parse(String(repeating: part, count: 17) + "--AaB03x--")
        }
    }
}
