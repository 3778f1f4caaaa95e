/// A rectangle in the space of a page. ISO 32000-2 §7.9.5.
struct PDFRectangle: Sendable, Equatable {
    var left: Double
    var bottom: Double
    var right: Double
    var top: Double

    var width: Double { right - left }
    var height: Double { top - bottom }

    init(left: Double, bottom: Double, right: Double, top: Double) {
        self.left = left
        self.bottom = bottom
        self.right = right
        self.top = top
    }

    /// Any two opposite corners.
    init?(_ value: PDFValue?) {
        guard let numbers = value?.array?.compactMap(\.number), numbers.count == 4, numbers.allSatisfy(\.isFinite) else { return nil }
        left = min(numbers[0], numbers[2])
        bottom = min(numbers[1], numbers[3])
        right = max(numbers[0], numbers[2])
        top = max(numbers[1], numbers[3])
    }

    /// By more than a border that merely touches.
    func overlaps(_ other: PDFRectangle, tolerance: Double = 1) -> Bool {
        min(right, other.right) - max(left, other.left) > tolerance && min(top, other.top) - max(bottom, other.bottom) > tolerance
    }
}
