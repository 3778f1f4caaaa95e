/// A tax code (mã số thuế) of an organisation, or of one of its branches. Circular 105/2020/TT-BTC art. 5.
///
/// Twelve digits are no tax code but a personal number, which is what persons and household businesses are taxed under.
package struct TaxCode: Sendable, Hashable {
    /// The ten digits of the organisation.
    package let entity: String
    /// The three digits of a branch, `001` to `999`.
    package let branch: String?

    /// `0314409058` or `0314409058-002`.
    package var text: String { branch.map { entity + "-" + $0 } ?? entity }

    package init?(parsing text: String) {
        guard let digits = TypedDigits.parse(text), digits.count == 10 || digits.count == 13 else { return nil }
        guard Self.isEntity(digits.prefix(10).map { Int($0 - UInt8(ascii: "0")) }) else { return nil }
        let branch = String(decoding: digits.dropFirst(10), as: UTF8.self)
        guard branch != "000" else { return nil }
        entity = String(decoding: digits.prefix(10), as: UTF8.self)
        self.branch = branch.isEmpty ? nil : branch
    }

    private static let weights = [31, 29, 23, 19, 17, 13, 7, 5, 3]

    /// Digits 3 to 9 are a serial that starts at 1; digit 10 checks the first nine, and ten is not a digit.
    private static func isEntity(_ digits: [Int]) -> Bool {
        let check = 10 - zip(weights, digits).reduce(0) { $0 + $1.0 * $1.1 } % 11
        return check == digits[9] && digits[2...8].contains { $0 != 0 }
    }
}
