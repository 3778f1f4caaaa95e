import Accounts
import Testing

@Suite struct SignInIdentifierTests {
    @Test(arguments: [
        ("001099012345", ["personal_number:001099012345"]),
        (" 001 099 012-345 ", ["personal_number:001099012345"]),
        ("0912345678", ["phone:+84912345678"]),
        ("+84 912.345.678", ["phone:+84912345678"]),
        ("0100109106", ["tax_code:0100109106"]),
        ("0314409058-002", ["tax_code:0314409058-002"]),
        // Valid as both: HCMC's tax codes begin like mobile numbers.
        ("0312687878", ["tax_code:0312687878", "phone:+84312687878"]),
        // A number of before 2018 in international form has twelve digits.
        ("841687654321", ["personal_number:841687654321", "phone:+84387654321"]),
        ("Lan.Nguyen@Example.VN", ["email:lan.nguyen@example.vn"]),
        (" lan@example.vn", ["email:lan@example.vn"]),
    ])
    func normalizes(typed: String, expected: [String]) {
        #expect(SignInIdentifier.candidates(typed).map { "\($0.kind.rawValue):\($0.key)" } == expected)
    }

    @Test(arguments: [
        "", " ", "０９１２３４５６７８", "001099\u{200B}012345", "٠٠١٠٩٩٠١٢٣٤٥", "lаn@example.vn", "lan@exаmple.vn", "lan@example.vn,x@example.vn",
        "lan@example.vn\r\nBcc: x@example.vn", "admin", "' OR 1=1 --", "\u{202E}0912345678", "0912345678\u{0}",
        String(repeating: "0", count: 100_000),
    ])
    func refusesLookAlikes(typed: String) {
        #expect(SignInIdentifier.candidates(typed).isEmpty)
    }
}
