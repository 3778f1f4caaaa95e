import Primitives
import Testing

@Suite struct CalendarDayTests {
    /// Vietnam is seven hours ahead: its day ends at 17:00 UTC.
    @Test(
        arguments: [
            ("1969-12-31", -25_200), ("1970-01-01", 61_200), ("2000-02-28", 951_757_200), ("2000-02-29", 951_843_600),
            ("2024-02-29", 1_709_226_000),
            ("2026-12-31", 1_798_736_400), ("2027-01-01", 1_798_822_800), ("2100-03-01", 4_107_603_600),
        ] as [(String, Int64)])
    func `a day ends at midnight in Vietnam`(text: String, seconds: Int64) throws {
        let day = try #require(CalendarDay(parsing: text))
        #expect(day.endInVietnam == Instant(secondsSinceEpoch: seconds))
        #expect(day.text == text)
    }

    @Test(arguments: [
        "", "2027", "20270630", "2027-02-29", "2027-13-01", "2027-00-10", "2027-6-30", "2027-06-31", "2027-06-30T00:00", "２０２７-06-30",
    ])
    func `what is no day is refused`(text: String) { #expect(CalendarDay(parsing: text) == nil) }
}
