internal import Accounts
internal import Primitives

extension AccountRecord {
    /// The columns of the select list that all queries for accounts share.
    init(row: any Row) throws {
        let name = PersonName(stored: row.text(5))
        guard let kind = Kind(rawValue: row.text(1)),
            let status = Status(rawValue: row.text(2)), let assurance = AssuranceLevel(rawValue: row.text(13))
        else { throw DatabaseError.corrupted("account \(row.text(0))") }
        self.init(
            id: row.id(0), kind: kind, status: status, personalNumber: try Self.parsed(row, 3, PersonalNumber.init(parsing:)),
            taxCode: try Self.parsed(row, 4, TaxCode.init(parsing:)), name: name,
            birthDate: try Self.parsed(row, 6, BirthDate.init(parsing:)),
            phone: try Self.parsed(row, 7, PhoneNumber.init(parsing:)).map { Contact($0, isProven: row.bool(8)) },
            email: try Self.parsed(row, 9, EmailAddress.init(parsing:)).map { Contact($0, isProven: row.bool(10)) },
            gender: row.optionalText(11), address: try Self.parsed(row, 12) { try? JSON(parsing: $0).object }, assurance: assurance,
            passwordHash: row.optionalBytes(14).map { Secret($0) }, sealedOneTimeSeed: row.optionalBytes(15), created: row.instant(16),
            updated: row.instant(17), revision: row.integer(18))
    }

    /// What was stored was parsed before; what no longer parses was damaged.
    private static func parsed<T>(_ row: any Row, _ column: Int, _ parse: (String) -> T?) throws -> T? {
        guard let text = row.optionalText(column) else { return nil }
        guard let value = parse(text) else { throw DatabaseError.corrupted("account \(row.text(0))") }
        return value
    }

    /// `?1` to `?19` of the statements that write an account.
    var columns: [SQLValue] {
        [
            SQLValue(id), .text(kind.rawValue), .text(status.rawValue), SQLValue(personalNumber?.digits), SQLValue(taxCode?.text),
            .text(name.text), .text(name.searchKey), SQLValue(birthDate?.text), SQLValue(phone?.value.e164),
            SQLValue(phone?.isProven ?? false), SQLValue(email?.value.address), SQLValue(email?.isProven ?? false), SQLValue(gender),
            SQLValue(address?.text), .text(assurance.rawValue), SQLValue(passwordHash?.exposed), SQLValue(sealedOneTimeSeed),
            SQLValue(updated), .integer(revision),
        ]
    }
}
