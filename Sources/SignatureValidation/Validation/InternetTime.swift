internal import PKI
package import Primitives

/// Moments as text. RFC 3339 §5.6.
package enum InternetTime {
    /// `2026-11-21T08:30:00Z`.
    package static func text(_ instant: Instant) -> String { digits(instant) + "Z" }

    /// As the signer wrote it: without a zone when there was none.
    package static func text(_ time: ClaimedTime) -> String { digits(time.instant) + (time.hasZone ? "Z" : "") }

    /// Nil when the text is no date and time; a fraction of a second is dropped, and a zone is required unless `allowingNoZone`.
    package static func parse(_ text: String, allowingNoZone: Bool = false) -> ClaimedTime? {
        var reader = Reader(rest: Array(text.utf8)[...])
        guard text.utf8.count <= 40, let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T") || reader.take("t") || reader.take(" "), let hour = reader.number(2),
            reader.take(":"), let minute = reader.number(2), reader.take(":"), let second = reader.number(2), reader.skipFraction(),
            // A leap second has no number of its own.
            let local = Instant(year: year, month: month, day: day, hour: hour, minute: minute, second: min(second, 59)), second <= 60
        else { return nil }
        if reader.rest.isEmpty { return allowingNoZone ? ClaimedTime(instant: local, hasZone: false) : nil }
        return reader.zone().map { ClaimedTime(instant: local - $0) }
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func number(_ count: Int) -> Int? {
            let digits = rest.prefix(count)
            guard digits.count == count, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
            rest = rest.dropFirst(count)
            return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest = rest.dropFirst()
            return true
        }

        mutating func skipFraction() -> Bool {
            guard take(".") else { return true }
            let count = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }.count
            rest = rest.dropFirst(count)
            return count > 0
        }

        /// Seconds ahead of UTC.
        mutating func zone() -> Int64? {
            if take("Z") || take("z") { return rest.isEmpty ? 0 : nil }
            let sign: Int64 = rest.first == UInt8(ascii: "-") ? -1 : 1
            guard take("+") || take("-"), let hours = number(2), take(":"), let minutes = number(2), rest.isEmpty, hours < 24, minutes < 60
            else { return nil }
            return sign * Int64(hours * 3_600 + minutes * 60)
        }
    }

    private static func digits(_ instant: Instant) -> String {
        let seconds = min(max(instant.secondsSinceEpoch, earliest), latest)
        let secondOfDay = ((seconds % 86_400) + 86_400) % 86_400
        let (year, month, day) = civil((seconds - secondOfDay) / 86_400)
        return "\(padded(year, 4))-\(padded(month))-\(padded(day))T"
            + "\(padded(secondOfDay / 3_600)):\(padded(secondOfDay / 60 % 60)):\(padded(secondOfDay % 60))"
    }

    /// The years 0001 to 9999, which is all that four digits can say.
    private static let earliest: Int64 = -62_135_596_800
    private static let latest: Int64 = 253_402_300_799

    /// In years that begin on 1 March, so that the leap day is the last.
    private static func civil(_ daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = daysSinceEpoch + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func padded(_ number: Int64, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
