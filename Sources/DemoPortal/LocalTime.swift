internal import Primitives

/// A moment as people in Vietnam write it: Asia/Ho_Chi_Minh is UTC+7 all year.
struct LocalTime: Sendable, Equatable, CustomStringConvertible {
    let year: Int64
    let month: Int64
    let day: Int64
    let secondOfDay: Int64

    init(_ instant: Instant) {
        let seconds = (instant + 7 * 3600).secondsSinceEpoch
        let days = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
        secondOfDay = seconds - days * 86400
        // Years are counted from 1 March, so that the leap day is a year's last and months have a regular pattern.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// `09:12:40, 20/11/2026`.
    var description: String {
        let time = [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map(Self.two).joined(separator: ":")
        return "\(time), \(Self.two(day))/\(Self.two(month))/\(year)"
    }

    /// For the `datetime` attribute. RFC 3339.
    var machineReadable: String {
        let time = [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map(Self.two).joined(separator: ":")
        return "\(year)-\(Self.two(month))-\(Self.two(day))T\(time)+07:00"
    }
}
