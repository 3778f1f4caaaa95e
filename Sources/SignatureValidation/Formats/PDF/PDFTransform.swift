/// A transformation matrix `[a b c d e f]`. ISO 32000-2 §8.3.4.
struct PDFTransform: Sendable {
    var a = 1.0, b = 0.0, c = 0.0, d = 1.0, e = 0.0, f = 0.0

    init() {}

    init?(_ numbers: [Double]) {
        guard numbers.count == 6 else { return nil }
        (a, b, c, d, e, f) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
    }

    /// First this, then the other.
    func then(_ other: PDFTransform) -> PDFTransform {
        var product = PDFTransform()
        product.a = a * other.a + b * other.c
        product.b = a * other.b + b * other.d
        product.c = c * other.a + d * other.c
        product.d = c * other.b + d * other.d
        product.e = e * other.a + f * other.c + other.e
        product.f = e * other.b + f * other.d + other.f
        return product
    }

    /// The upright rectangle around what the rectangle becomes.
    func apply(_ box: PDFRectangle) -> PDFRectangle {
        let corners = [(box.left, box.bottom), (box.left, box.top), (box.right, box.bottom), (box.right, box.top)]
        let points = corners.map { (x, y) in (a * x + c * y + e, b * x + d * y + f) }
        let (first, rest) = (points[0], points.dropFirst())
        return rest.reduce(PDFRectangle(left: first.0, bottom: first.1, right: first.0, top: first.1)) { area, point in
            PDFRectangle(
                left: min(area.left, point.0), bottom: min(area.bottom, point.1), right: max(area.right, point.0),
                top: max(area.top, point.1))
        }
    }
}
