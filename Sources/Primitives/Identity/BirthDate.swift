/// A date of birth with its precision: of many people born around 1941 only the year is known.
package enum BirthDate: Sendable, Hashable {
    case day(year: Int, month: Int, day: Int)
    case year(Int)

    /// Accepts `yyyy-mm-dd`, `yyyymmdd`, `yyyy` and `yyyy0000`.
    package init?(parsing text: String) {
        var bytes = Array(text.utf8)
        if bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") {
            bytes.remove(at: 7)
            bytes.remove(at: 4)
        }
        guard bytes.count == 4 || bytes.count == 8, bytes.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        let digits = bytes.map { Int($0 - UInt8(ascii: "0")) }
        let year = Self.number(digits[0..<4])
        // Older than anybody alive, and more than a century ahead, are slips of the pen.
        guard 1800...2100 ~= year else { return nil }
        let (month, day) = digits.count == 8 ? (Self.number(digits[4..<6]), Self.number(digits[6..<8])) : (0, 0)
        if month == 0, day == 0 {
            self = .year(year)
        } else {
            guard 1...12 ~= month, 1...Self.length(of: month, in: year) ~= day else { return nil }
            self = .day(year: year, month: month, day: day)
        }
    }

    /// `YYYY-MM-DD` or `YYYY`. OpenID Connect Core 1.0 §5.1, `birthdate`.
    package var text: String {
        switch self {
        case .day(let year, let month, let day): "\(year)-\(Self.two(month))-\(Self.two(day))"
        case .year(let year): "\(year)"
        }
    }

    private static func number(_ digits: ArraySlice<Int>) -> Int { digits.reduce(0) { $0 * 10 + $1 } }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func length(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
