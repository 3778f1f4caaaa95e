package import Primitives

/// Moments as text, without Foundation's formatters.
package enum TimeText {
    /// `2026-11-21T08:30:00Z`. RFC 3339 §5.6.
    package static func rfc3339(_ instant: Instant) -> String {
        let (date, time) = parts(of: instant)
        return "\(padded(date.year, 4))-\(padded(date.month))-\(padded(date.day))T\(clock(time))Z"
    }

    /// `Sat, 21 Nov 2026 08:30:00 GMT`. RFC 9110 §5.6.7.
    static func imfFixdate(_ instant: Instant) -> String {
        let (date, time) = parts(of: instant)
        return "\(weekdays[date.weekday]), \(padded(date.day)) \(months[date.month - 1]) \(padded(date.year, 4)) \(clock(time)) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func parts(of instant: Instant) -> (date: (year: Int, month: Int, day: Int, weekday: Int), secondOfDay: Int) {
        let seconds = Int(clamping: instant.secondsSinceEpoch)
        let days = seconds.flooredDivision(by: 86_400)
        return (civil(days), seconds - days * 86_400)
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, counted in years that begin on 1 March, so that the leap day is last.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int, weekday: Int) {
        let shifted = days + 719_468
        let era = shifted.flooredDivision(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let weekday = ((days + 4) % 7 + 7) % 7
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, weekday)
    }

    private static func clock(_ secondOfDay: Int) -> String {
        "\(padded(secondOfDay / 3_600)):\(padded(secondOfDay / 60 % 60)):\(padded(secondOfDay % 60))"
    }

    private static func padded(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int {
    fileprivate func flooredDivision(by divisor: Int) -> Int { self >= 0 ? self / divisor : (self - divisor + 1) / divisor }
}
