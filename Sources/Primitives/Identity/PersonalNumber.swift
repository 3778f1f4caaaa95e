/// A personal identification number (số định danh cá nhân): 12 digits, structure only, for there is no check digit.
///
/// Sex and year of birth are never derived from it: wrong digits exist, and numbers are issued again.
package struct PersonalNumber: Sendable, Hashable {
    package let digits: String

    package init?(parsing text: String) {
        guard let digits = TypedDigits.parse(text), digits.count == 12 else { return nil }
        self.digits = String(decoding: digits, as: UTF8.self)
    }
}

extension PersonalNumber: CustomStringConvertible, CustomDebugStringConvertible {
    /// Safe to log. Who needs the number asks for `digits`.
    package var description: String { "•••" }
    package var debugDescription: String { description }
}
