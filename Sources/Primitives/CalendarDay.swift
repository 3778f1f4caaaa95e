/// A day of the calendar, without a time zone.
package struct CalendarDay: Sendable, Hashable {
    private let year: Int64
    private let month: Int64
    private let day: Int64

    /// Accepts `YYYY-MM-DD`. RFC 3339 §5.6, `full-date`.
    package init?(parsing text: String) {
        guard text.utf8.count == 10, case .day(let year, let month, let day) = BirthDate(parsing: text) else { return nil }
        (self.year, self.month, self.day) = (Int64(year), Int64(month), Int64(day))
    }

    package var text: String { BirthDate.day(year: Int(year), month: Int(month), day: Int(day)).text }

    /// The moment at which the day is over in Vietnam, which is seven hours ahead of UTC all year.
    package var endInVietnam: Instant { Instant(secondsSinceEpoch: (daysSinceEpoch + 1) * 86_400 - 7 * 3600) }

    /// Years begin in March here, so that the leap day is a year's last.
    private var daysSinceEpoch: Int64 {
        let (year, month) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let daysOfYears = 365 * year + year / 4 - year / 100 + year / 400
        // 153 days in any five months from March on.
        return daysOfYears + (153 * month + 2) / 5 + day - 1 - 719_468
    }
}
