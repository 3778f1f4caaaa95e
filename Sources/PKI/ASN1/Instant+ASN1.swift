package import Primitives

extension Instant {
    /// `YYMMDDhhmm[ss]` and `Z` or an offset; years from 1950 to 2049. X.680 §47, RFC 5280 §4.1.2.5.1.
    package init?(utcTime contents: ArraySlice<UInt8>) {
        var digits = TimeDigits(contents)
        guard let year = digits.number(2) else { return nil }
        self.init(year: year < 50 ? 2000 + year : 1900 + year, rest: &digits, allowsFraction: false)
    }

    /// `YYYYMMDDhhmm[ss[.f]]` and `Z` or an offset; a local time without either is no moment. X.680 §46.
    ///
    /// Fractions of a second are dropped.
    package init?(generalizedTime contents: ArraySlice<UInt8>) {
        var digits = TimeDigits(contents)
        guard let year = digits.number(4) else { return nil }
        self.init(year: year, rest: &digits, allowsFraction: true)
    }

    private init?(year: Int, rest digits: inout TimeDigits, allowsFraction: Bool) {
        guard let month = digits.number(2), let day = digits.number(2), let hour = digits.number(2), let minute = digits.number(2)
        else { return nil }
        let second = digits.number(2) ?? 0
        if allowsFraction { digits.skipFraction() }
        guard let offset = digits.offset(), digits.isAtEnd else { return nil }
        self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        self = self - Int64(offset)
    }

    /// A moment of the Gregorian calendar in UTC; nil for a day or an hour that does not exist.
    package init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        guard (0...9999).contains(year), (1...12).contains(month), (1...Self.dayCount(of: month, in: year)).contains(day),
            (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
        else { return nil }
        // Years begin in March here, so that the leap day is a year's last; 153 days in any five months from March on.
        let (shiftedYear, shiftedMonth) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let centuries = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - centuries * 400
        let days = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + (153 * shiftedMonth + 2) / 5 + day - 1
        let daysSinceEpoch = Int64(centuries * 146_097 + days - 719_468)
        self.init(secondsSinceEpoch: daysSinceEpoch * 86_400 + Int64(hour * 3600 + minute * 60 + second))
    }

    private static func dayCount(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Takes digits from the front of a time.
private struct TimeDigits {
    private var rest: ArraySlice<UInt8>
    init(_ contents: ArraySlice<UInt8>) { rest = contents.count <= 40 ? contents : [] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number(_ count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
    }

    mutating func skipFraction() {
        guard rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") else { return }
        let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty else { return }
        rest = rest.dropFirst(1 + digits.count)
    }

    /// Seconds ahead of UTC.
    mutating func offset() -> Int? {
        guard let sign = rest.popFirst() else { return nil }
        if sign == UInt8(ascii: "Z") { return 0 }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = number(2), let minutes = number(2), hours < 24,
            minutes < 60
        else { return nil }
        return (sign == UInt8(ascii: "+") ? 1 : -1) * (hours * 3600 + minutes * 60)
    }
}
