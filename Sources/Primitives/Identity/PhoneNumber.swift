/// A Vietnamese mobile number in E.164 form.
package struct PhoneNumber: Sendable, Hashable {
    /// `+84` and nine digits.
    package let e164: String

    /// Accepts `0…`, `84…`, `0084…` and `+84…`, and the eleven-digit numbers of before 2018.
    package init?(parsing text: String) {
        let trimmed = text.drop { $0 == " " || $0 == "\t" }
        let hasPlus = trimmed.utf8.first == UInt8(ascii: "+")
        guard let digits = TypedDigits.parse(String(hasPlus ? trimmed.dropFirst() : trimmed)),
            let national = Self.national(digits, hasPlus: hasPlus), let current = Self.current(national)
        else { return nil }
        e164 = "+84" + String(decoding: current, as: UTF8.self)
    }

    /// As people write it at home: `0912345678`.
    package var domestic: String { "0" + e164.dropFirst(3) }

    private static func national(_ digits: [UInt8], hasPlus: Bool) -> ArraySlice<UInt8>? {
        let prefixes = hasPlus ? ["84"] : ["0084", "84", "0"]
        for prefix in prefixes where digits.starts(with: prefix.utf8) {
            let rest = digits.dropFirst(prefix.utf8.count)
            if rest.count == 9 || rest.count == 10 { return rest }
        }
        return nil
    }

    /// The number as it is since 2018: nine digits that begin with 3, 5, 7, 8 or 9.
    private static func current(_ national: ArraySlice<UInt8>) -> [UInt8]? {
        if national.count == 9 {
            guard let first = national.first, "35789".utf8.contains(first) else { return nil }
            return Array(national)
        }
        guard let prefix = prefixesOf2018[String(decoding: national.prefix(3), as: UTF8.self)] else { return nil }
        return Array(prefix.utf8) + national.dropFirst(3)
    }

    /// Numbering plan of 2018: `0168 …` became `038 …`.
    private static let prefixesOf2018 = [
        "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
        "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
        "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
        "186": "56", "188": "58", "199": "59",
    ]
}
