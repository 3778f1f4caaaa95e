import ArgumentParser
import OAuth
import Primitives
import Testing

@testable import IdP

struct CommandLineTests {
    @Test(arguments: [
        (["--config", "a", "account", "list"], ["account", "list", "--config", "a"]),
        (["--json", "--config=a", "keys"], ["keys", "--json", "--config=a"]),
        (["account", "list", "--json"], ["account", "list", "--json"]),
        (["--json", "account", "show", "--", "-x"], ["account", "show", "--json", "--", "-x"]),
        (["--config"], ["--config"]), (["--json"], ["--json"]), (["--help"], ["--help"]), ([], []),
    ])
    func `options may stand before the subcommand`(given: [String], ordered: [String]) {
        #expect(Arguments.ordered(given) == ordered)
    }

    @Test(arguments: [
        ["bogus"], ["account", "show"], ["account", "create", "a", "b"], ["keys", "rotate", "--algorithm"], ["serve", "--port", "1"],
        ["audit", "export"], ["backup", "x"], ["client", "frobnicate"],
    ])
    func `what is not a command is wrong usage`(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try RootCommand.parseAsRoot(arguments) }
        #expect(error.map { RootCommand.exitCode(for: $0) } == .validationFailure)
    }

    @Test(arguments: [[], ["account"], ["keys", "list"], ["account", "create", "-"], ["check", "--print", "--json", "--config", "x"]])
    func `what is a command is understood`(arguments: [String]) {
        #expect(throws: Never.self) { try RootCommand.parseAsRoot(arguments) }
    }

    @Test(arguments: [
        ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]), ("\u{FEFF}a,\"b, \"\"c\"\"\"\r\n\r\nd,\n", [["a", "b, \"c\""], ["d", ""]]),
        ("a,\"b\nc\"", [["a", "b\nc"]]),
        ("", []),
    ])
    func `RFC 4180: records are read`(text: String, rows: [[String]]) {
        #expect(CommaSeparatedValues.rows(text) == rows)
    }

    @Test(arguments: ["a,\"b", "a,b\"c\"", "a,\"b\"c\""])
    func `RFC 4180: a broken quote is no record`(text: String) {
        #expect(CommaSeparatedValues.rows(text) == nil)
    }

    @Test func `agencies are read from CSV and from JSON`() throws {
        let csv = "code,name_vi,name_en,portal_host\n000.00.00.G15,Bộ Tư pháp,Ministry of Justice,\n"
        let agencies = try AgencyDocument.agencies(csv: Array(csv.utf8), name: "a.csv")
        #expect(agencies.map(AgencyDocument.json) == [["code": "G15", "name": "Bộ Tư pháp", "name_en": "Ministry of Justice"]])
        #expect(try AgencyDocument.agency(["code": "H26", "name": "Hà Nội"]).code == ID("H26"))
    }

    @Test(arguments: [
        ("code,name_vi\nX,Y\n", "a.csv: record 2: code: give the agency's code, such as G15 or H26.17"),
        ("code,name_vi\nG15,\n", "a.csv: record 2: name: names and hosts are 1 to 250 characters on one line"),
        ("\"", "a.csv: is not CSV in UTF-8; check its quotes"),
    ])
    func `a wrong record is named`(csv: String, message: String) {
        do {
            _ = try AgencyDocument.agencies(csv: Array(csv.utf8), name: "a.csv")
            Issue.record("accepted")
        } catch { #expect(error.description == message) }
    }

    @Test func `the agencies that the product ships can be read`() throws {
        #expect(try AgencyDocument.agencies(csv: DemoContent.agenciesFile, name: "agencies.csv").count == 85)
    }

    @Test func `what is printed stays on its line`() {
        #expect(OneLine.of("a\nb\u{1B}[2J\u{9B}\u{2028}c") == "a b [2J  c")
        #expect(ConfigurationError.masked("postgres://u:p@ss@h/d") == "postgres://u:•••@h/d")
    }
}
