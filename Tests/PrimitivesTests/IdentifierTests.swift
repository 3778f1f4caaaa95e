import Primitives
import Testing

/// Numbers and codes as people type them. Tax codes are those of public bodies and companies or invented; persons are invented.
@Suite struct IdentifierTests {
    @Test(
        arguments: [
            ("0100233488", "0100233488"),
            ("0100233480", nil),
            ("0314409058-002", "0314409058-002"),
            ("0314409058002", "0314409058-002"),
            ("0314409058-000", nil),
            ("0100112437", "0100112437"),
            ("0312687878-001", "0312687878-001"),
            ("0100109106", "0100109106"),
            ("0100109106-001", "0100109106-001"),
            ("12345", nil),
            ("0100000000", nil),
            ("001099012345", nil),
            ("0101243150 ", "0101243150"),
            ("01 0010 9106", "0100109106"),
            ("0100109106-1", nil),
            ("A100109106", nil),
            ("０１００１０９１０６", nil),
            ("0312000020", nil),
            ("0312000021", nil),
            ("", nil), ("0100109106-", "0100109106"), ("0100109106\u{0}", nil), ("０100109106", nil), ("0314409058-1000", nil),
        ] as [(String, String?)])
    func taxCode(typed: String, expected: String?) {
        #expect(TaxCode(parsing: typed)?.text == expected)
    }

    @Test func aTaxCodeKnowsItsBranch() throws {
        let code = try #require(TaxCode(parsing: "0314409058002"))
        #expect(code.entity == "0314409058")
        #expect(code.branch == "002")
        #expect(try #require(TaxCode(parsing: "0100109106")).branch == nil)
    }

    @Test(
        arguments: [
            ("001099012345", "001099012345"),
            ("079203000123", "079203000123"),
            ("101300000001", "101300000001"),
            ("00109901234", nil),
            ("00109901234A", nil),
            ("0010990123456", nil),
            ("٠٠١٠٩٩٠١٢٣٤٥", nil),
            ("", nil),
            (" 001 099-012.345\n", "001099012345"), ("001099012345\u{200B}", nil), ("００１０９９０１２３４５", nil), ("+001099012345", nil),
        ] as [(String, String?)])
    func personalNumber(typed: String, expected: String?) {
        #expect(PersonalNumber(parsing: typed)?.digits == expected)
    }

    @Test(
        arguments: [
            ("0912345678", "+84912345678"),
            ("+84 912 345 678", "+84912345678"),
            ("84912345678", "+84912345678"),
            ("0084912345678", "+84912345678"),
            ("01687654321", "+84387654321"),
            ("+84 168 765 4321", "+84387654321"),
            ("0201234567", nil),
            ("091234567", nil),
            ("0591234567", "+84591234567"),
            ("09123456789", nil),
            ("", nil),
            ("0120 123 4567", "+84701234567"), ("01991234567", "+84591234567"), ("+84 (0) 912345678", nil), ("+840912345678", nil),
            ("+12025550123", nil), ("++84912345678", nil), ("0091 2345678", nil), ("+", nil), ("٠٩١٢٣٤٥٦٧٨", nil),
        ] as [(String, String?)])
    func phoneNumber(typed: String, expected: String?) {
        #expect(PhoneNumber(parsing: typed)?.e164 == expected)
    }

    @Test(
        arguments: [
            ("19880219", "1988-02-19"),
            ("1941", "1941"),
            ("19410000", "1941"),
            ("19880231", nil),
            ("198802191", nil),
            ("1988", "1988"),
            ("20000229", "2000-02-29"),
            ("19000229", nil),
            ("", nil),
            ("1990-01-02", "1990-01-02"), ("1990-1-2", nil), ("1990/01/02", nil), ("19900100", nil), ("19900001", nil), ("19901301", nil),
            ("0000", nil), ("9999", nil), ("-199", nil), ("１９９０", nil), ("19900431", nil),
        ] as [(String, String?)])
    func birthDate(typed: String, expected: String?) {
        #expect(BirthDate(parsing: typed)?.text == expected)
    }

    @Test func aYearIsNotItsFirstDay() {
        #expect(BirthDate(parsing: "1941") == .year(1941))
        #expect(BirthDate(parsing: "19410101") == .day(year: 1941, month: 1, day: 1))
    }

    @Test(
        arguments: [
            ("000.00.00.G22", "G22"),
            ("000.00.18.G12", "G12.18"),
            ("000.00.00.H29", "H29"),
            ("000.10.17.H29", "H29.17.10"),
            ("H29.17", "H29.17"),
            ("G09.20", "G09.20"),
            ("H55.242", "H55.242"),
            ("Z01ABC", "Z01ABC"),
            ("z01", nil),
            ("h29", nil),
            ("000.00.00.Z22", nil),
            ("G", nil),
            ("G1", nil),
            ("H29.", nil),
            ("H29..17", nil),
            ("H29.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "H29.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            ("H29.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", nil),
            ("Z00", nil), ("Z22.01", nil), ("000.10.17.H29.01", nil), ("G12/18", nil), ("Ｇ12", nil), ("G12\n", nil), ("", nil),
            ("Z01" + String(repeating: "A", count: 32), "Z01" + String(repeating: "A", count: 32)),
            ("Z01" + String(repeating: "A", count: 33), nil),
        ] as [(String, String?)])
    func agencyCode(typed: String, expected: String?) {
        #expect(AgencyCode(parsing: typed)?.text == expected)
    }

    @Test func aUnitKnowsItsAgency() throws {
        #expect(try #require(AgencyCode(parsing: "000.10.17.H29")).root == "H29")
    }

    @Test(
        arguments: [
            ("Lan.Nguyen@Example.VN", "Lan.Nguyen@example.vn"),
            ("a@b.vn", "a@b.vn"),
            ("o'brien+tax@mail.example.vn", "o'brien+tax@mail.example.vn"),
            (String(repeating: "a", count: 64) + "@example.vn", String(repeating: "a", count: 64) + "@example.vn"),
            (String(repeating: "a", count: 65) + "@example.vn", nil),
            ("a@" + String(repeating: "b", count: 64) + ".vn", nil),
            ("a@" + String(repeating: "bcd.", count: 70) + "vn", nil),
            ("", nil), ("@", nil), ("a@", nil), ("@example.vn", nil), ("a@localhost", nil), ("a@[127.0.0.1]", nil), ("a@127.0.0.1", nil),
            ("a b@example.vn", nil), ("a,b@example.vn", nil), ("a@example.vn,b@example.vn", nil), ("a@b@example.vn", nil),
            (".a@example.vn", nil),
            ("a.@example.vn", nil), ("a..b@example.vn", nil), ("a@example..vn", nil), ("a@-example.vn", nil), ("a@example-.vn", nil),
            ("a@example.vn\r\nBcc: b@example.vn", nil), ("\"a\"@example.vn", nil), ("a(b)@example.vn", nil), ("<a@example.vn>", nil),
            ("nguyễn@example.vn", nil), ("a@exаmple.vn", nil), ("a@example.vn\u{0}", nil), ("a@example.vn.", nil),
        ] as [(String, String?)])
    func emailAddress(typed: String, expected: String?) {
        #expect(EmailAddress(parsing: typed)?.address == expected)
    }

    @Test func oneMailboxHasOneKey() throws {
        let a = try #require(EmailAddress(parsing: "Lan@Example.VN")), b = try #require(EmailAddress(parsing: "lan@example.vn"))
        #expect(a.key.utf8.elementsEqual(b.key.utf8))
    }
}
