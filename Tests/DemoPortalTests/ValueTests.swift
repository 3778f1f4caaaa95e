import Primitives
import Testing

@testable import DemoPortal

@Suite struct AccentTests {
    @Test(arguments: ["#1d4f91", "#1f6f54", "#ffffff", "#000000", "#ffff00", "#ff0000", "#808080", "#00ffff"])
    func `WCAG 2.2 §1.4.3 every accent is legible in both themes`(text: String) throws {
        let accent = try #require(Accent(text))
        let papers = [
            (accent.light, Accent.Colour(red: 1, green: 1, blue: 1)), (accent.dark, .init(red: 30 / 255, green: 31 / 255, blue: 34 / 255)),
        ]
        for (shades, paper) in papers {
            let (brand, ink) = (try colour(shades.brand), try colour(shades.ink))
            #expect(Accent.contrast(brand, paper) >= 4.5)
            #expect(Accent.contrast(brand, try colour(shades.soft)) >= 4.5)
            #expect(Accent.contrast(brand, ink) >= 4.5)
        }
    }

    @Test(arguments: ["", "1d4f91", "#1d4f9", "#1d4f911", "#gggggg", "red", "#+d4f91", "#1d4f91;}"])
    func `what is no colour is refused`(text: String) {
        #expect(Accent(text) == nil)
    }

    private func colour(_ css: String) throws -> Accent.Colour {
        let value = try #require(UInt32(css.dropFirst(), radix: 16))
        return .init(red: Double(value >> 16) / 255, green: Double(value >> 8 & 255) / 255, blue: Double(value & 255) / 255)
    }
}

@Suite struct LocalTimeTests {
    @Test(
        arguments: [
            (0, "07:00:00, 01/01/1970"), (-25201, "23:59:59, 31/12/1969"), (951_782_400, "07:00:00, 29/02/2000"),
            (1_795_303_374, "06:22:54, 22/11/2026"), (1_709_225_999, "23:59:59, 29/02/2024"), (4_102_419_600, "00:00:00, 01/01/2100"),
        ] as [(Int64, String)])
    func `moments are shown in Vietnam's time`(seconds: Int64, text: String) {
        #expect(LocalTime(Instant(secondsSinceEpoch: seconds)).description == text)
    }

    @Test func `machines get the offset`() {
        #expect(LocalTime(Instant(secondsSinceEpoch: 1_795_303_374)).machineReadable == "2026-11-22T06:22:54+07:00")
    }
}

@Suite struct ListenAddressTests {
    @Test(arguments: [("localhost:8081", "localhost", 8081), ("127.0.0.1:1", "127.0.0.1", 1), ("[::1]:65535", "::1", 65535)])
    func `addresses are read`(text: String, host: String, port: Int) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.host == host && address.port == port)
    }

    @Test(arguments: ["", "localhost", ":8081", "localhost:", "localhost:0", "localhost:65536", "::1:80", "localhost:+80", "a:b:1"])
    func `others are refused`(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
