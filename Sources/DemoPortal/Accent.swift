internal import Glibc

/// The colour by which a person tells one portal from another, made legible in the light and in the dark.
struct Accent: Sendable, Equatable {
    struct Colour: Sendable, Equatable {
        var red: Double
        var green: Double
        var blue: Double
    }

    /// One theme's colours as CSS: the accent itself, text on it, and a faint ground of it.
    struct Shades: Sendable, Equatable {
        let brand: String
        let ink: String
        let soft: String
    }

    private let colour: Colour

    /// Reads `#rrggbb`.
    init?(_ text: String) {
        guard text.utf8.count == 7, text.hasPrefix("#"), let value = UInt32(text.dropFirst(), radix: 16), !text.contains("+") else {
            return nil
        }
        colour = Colour(red: Double(value >> 16) / 255, green: Double(value >> 8 & 255) / 255, blue: Double(value & 255) / 255)
    }

    private static let white = Colour(red: 1, green: 1, blue: 1)
    private static let black = Colour(red: 0.06, green: 0.06, blue: 0.07)
    private static let darkPaper = Colour(red: 30 / 255, green: 31 / 255, blue: 34 / 255)

    var light: Shades { shades(paper: Self.white, towards: Self.black, softness: 0.08) }
    var dark: Shades { shades(paper: Self.darkPaper, towards: Self.white, softness: 0.14) }

    /// Moves the accent away from the paper until text in it reads well on paper and on its own faint ground. WCAG 2.2 §1.4.3.
    private func shades(paper: Colour, towards extreme: Colour, softness: Double) -> Shades {
        var brand = colour
        while Self.contrast(brand, paper.mixed(with: brand, by: softness)) < 4.7, brand != extreme {
            brand = brand.stepped(towards: extreme)
        }
        let ink = Self.contrast(brand, Self.white) >= Self.contrast(brand, Self.black) ? Self.white : Self.black
        return Shades(brand: brand.css, ink: ink.css, soft: paper.mixed(with: brand, by: softness).css)
    }

    /// The contrast ratio, 1 to 21. WCAG 2.2, “contrast ratio”.
    static func contrast(_ a: Colour, _ b: Colour) -> Double {
        let (high, low) = (max(a.luminance, b.luminance), min(a.luminance, b.luminance))
        return (high + 0.05) / (low + 0.05)
    }
}

extension Accent.Colour {
    /// WCAG 2.2, “relative luminance”.
    var luminance: Double {
        func linear(_ part: Double) -> Double { part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4) }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    func mixed(with other: Self, by share: Double) -> Self {
        func mix(_ a: Double, _ b: Double) -> Double { a + (b - a) * share }
        return Self(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }

    /// A small step that arrives: near the end it is the end.
    func stepped(towards other: Self) -> Self {
        let next = mixed(with: other, by: 0.04)
        let distance = abs(next.red - other.red) + abs(next.green - other.green) + abs(next.blue - other.blue)
        return distance < 0.02 ? other : next
    }

    var css: String {
        let parts = [red, green, blue].map { Int(($0 * 255).rounded()) }
        return "#" + parts.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
