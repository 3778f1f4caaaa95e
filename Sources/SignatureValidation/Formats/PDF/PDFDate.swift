internal import Primitives

/// A date as `D:20261122063000+07'00'`. ISO 32000-2 §7.9.4.
struct PDFDate {
    let claimed: ClaimedTime

    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        if rest.starts(with: Array("D:".utf8)) { rest = rest.dropFirst(2) }
        guard let year = Self.number(&rest, digits: 4) else { return nil }
        // From the month on everything may be missing, and is then the first there is.
        let defaults = [1, 1, 0, 0, 0]
        let fields = defaults.map { Self.number(&rest, digits: 2) ?? $0 }
        guard (1...12).contains(fields[0]), (1...31).contains(fields[1]), fields[2] < 24, fields[3] < 60, fields[4] < 60 else { return nil }
        let days = Self.days(year: year, month: fields[0], day: fields[1])
        let local = Int64(days) * 86_400 + Int64(fields[2] * 3_600 + fields[3] * 60 + fields[4])
        let offset = Self.offset(&rest)
        claimed = ClaimedTime(instant: Instant(secondsSinceEpoch: local - Int64(offset ?? 0)), hasZone: offset != nil)
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, digits: Int) -> Int? {
        guard rest.count >= digits, rest.prefix(digits).allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        defer { rest = rest.dropFirst(digits) }
        return rest.prefix(digits).reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Seconds east of Greenwich; nil when the date does not say.
    private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard let sign = rest.popFirst() else { return nil }
        if sign == UInt8(ascii: "Z") { return 0 }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = number(&rest, digits: 2), hours < 24 else { return nil }
        if rest.first == UInt8(ascii: "'") { rest = rest.dropFirst() }
        let minutes = number(&rest, digits: 2) ?? 0
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3_600 + min(minutes, 59) * 60)
    }

    /// Days since 1970-01-01 in the Gregorian calendar.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
