import Primitives
import SignatureValidation
import Testing

struct InternetTimeTests {
    @Test(arguments: [
        "", "2026", "2026-11-21", "2026-11-21T08:30:00", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-21T24:00:00Z",
        "2026-11-21T08:30:00Zx", "2026-11-21T08:30:00.Z", "2026-11-21T08:30:00+7", "2026-11-21T08:30:00+24:00", "２026-11-21T08:30:00Z",
    ])
    func `what is no moment is none`(_ text: String) { #expect(InternetTime.parse(text) == nil) }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-21T08:30:00Z", 1_795_249_800), ("2026-11-21T15:30:00+07:00", 1_795_249_800),
        ("2026-11-21T08:30:00.123456Z", 1_795_249_800), ("2000-02-29T23:59:59Z", 951_868_799), ("1969-12-31T23:59:59Z", -1),
    ])
    func `a moment is read in whatever zone it is written, and written in UTC`(_ text: String, _ seconds: Int64) throws {
        let time = try #require(InternetTime.parse(text))
        #expect(time.instant.secondsSinceEpoch == seconds)
        #expect(try #require(InternetTime.parse(InternetTime.text(time.instant))).instant == time.instant)
    }

    @Test func `a time without a zone keeps that it has none`() throws {
        let time = try #require(InternetTime.parse("2026-11-21T08:30:00", allowingNoZone: true))
        #expect(!time.hasZone)
        #expect(InternetTime.text(time) == "2026-11-21T08:30:00")
    }

    @Test(arguments: [Int64.min, .max, 253_402_300_800, 1_713_785_785_446])
    func `a moment that no four digits can name ends at the last that they can`(_ seconds: Int64) {
        #expect(InternetTime.text(Instant(secondsSinceEpoch: seconds)).utf8.count == 20)
    }
}
