package import Primitives

/// An account as operators write and read it: the JSON of the command line, parsed strictly.
///
/// As the text of a new account it must name a kind, a person and a way to identify them; as a change it says what is
/// different: a member that is there is set, `null` removes, what is absent stays (RFC 7396).
package struct AccountDocument: Sendable {
    /// One member of a document: absent, to be removed, or to be set.
    package enum Change<Value: Sendable>: Sendable {
        case keep
        case remove
        case set(Value)
    }

    package private(set) var kind: Change<AccountRecord.Kind> = .keep
    package private(set) var personalNumber: Change<PersonalNumber> = .keep
    package private(set) var taxCode: Change<TaxCode> = .keep
    package private(set) var name: Change<PersonName> = .keep
    package private(set) var birthDate: Change<BirthDate> = .keep
    package private(set) var phone: Change<PhoneNumber> = .keep
    package private(set) var phoneVerified: Change<Bool> = .keep
    package private(set) var email: Change<EmailAddress> = .keep
    package private(set) var emailVerified: Change<Bool> = .keep
    package private(set) var gender: Change<String> = .keep
    package private(set) var address: Change<JSON.Object> = .keep
    package private(set) var password: Change<Password> = .keep
    package private(set) var assurance: Change<AssuranceLevel> = .keep
    package private(set) var totpSecret: Change<OneTimeSeed> = .keep
    /// What `show` prints beside the members that can be set. In a change they may be there, and must not differ.
    private(set) var id: String?
    private(set) var status: AccountRecord.Status?

    package init(parsing json: JSON) throws(AccountRejection) {
        guard let object = json.object else { throw .notAnObject }
        for (name, value) in object.members { try read(name, value) }
    }

    /// The members that this document sets or removes, for history; never their values.
    package private(set) var members: [String] = []

    private mutating func read(_ member: String, _ value: JSON) throws(AccountRejection) {
        let reader = MemberReader(member: member, value: value)
        switch member {
        case "kind": kind = try reader.required("citizen, business or official") { AccountRecord.Kind(rawValue: $0) }
        case "name": name = try reader.required("a name of at most 250 characters, on one line") { PersonName(parsing: $0) }
        case "assurance": assurance = try reader.required("LoA1, LoA2, LoA3 or LoA4") { AssuranceLevel(rawValue: $0) }
        case "personalNumber": personalNumber = try reader.text("12 digits") { PersonalNumber(parsing: $0) }
        case "taxCode": try readTaxCode(reader)
        case "birthDate": birthDate = try reader.text("YYYY-MM-DD, or YYYY") { BirthDate(parsing: $0) }
        case "phone": phone = try reader.text("a Vietnamese mobile number such as +84912345678") { PhoneNumber(parsing: $0) }
        case "email": email = try reader.text("one address such as lan@example.vn") { EmailAddress(parsing: $0) }
        case "phoneVerified": phoneVerified = try reader.flag()
        case "emailVerified": emailVerified = try reader.flag()
        case "gender": gender = try reader.text("a word such as female or male") { AccountDocument.gender($0) }
        case "address": address = try reader.address()
        case "password": password = try reader.text("at least 8 characters, at most 4096 bytes") { AccountDocument.password($0) }
        case "totpSecret": totpSecret = try reader.text("a base32 seed of 80 to 512 bits") { OneTimeSeed(base32: $0) }
        case "id": id = try reader.only("the id that the account has") { $0 }
        case "status": status = try reader.only("use `idp account lock` and `unlock`") { AccountRecord.Status(rawValue: $0) }
        default: throw .unknownMember(reader.printableMember)
        }
        members.append(member)
    }

    /// Twelve digits in the place of a tax code are the owner's personal number, which a household business is taxed under.
    private mutating func readTaxCode(_ reader: MemberReader) throws(AccountRejection) {
        if let text = reader.value.string, let number = PersonalNumber(parsing: text) {
            if case .set(let other) = personalNumber, other != number {
                throw reader.wrong("twelve digits that differ from personalNumber")
            }
            personalNumber = .set(number)
        } else {
            taxCode = try reader.text("10 digits with their check digit, or a branch such as 0314409058-002") { TaxCode(parsing: $0) }
        }
    }

    /// OpenID Connect Core 1.0 §5.1: `female`, `male`, or another word.
    private static func gender(_ text: String) -> String? {
        let isWord = 1...32 ~= text.utf8.count && text.utf8.allSatisfy { 0x61...0x7A ~= $0 | 0x20 || $0 == UInt8(ascii: "-") }
        return isWord ? text : nil
    }

    private static func password(_ text: String) -> Password? {
        text.canonicallyComposed.unicodeScalars.count >= Password.minimumLength ? Password(text) : nil
    }
}
