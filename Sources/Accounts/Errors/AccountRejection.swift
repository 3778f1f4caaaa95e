/// Why an account could not be written. The description is one line that names the member and the mend, and never the value.
package enum AccountRejection: Error, Sendable, Equatable, CustomStringConvertible {
    case absent
    case missingMember(String)
    case notAnObject
    case stale
    case taken(SignInIdentifier.Kind)
    case unknownMember(String)
    case wrongValue(member: String, mend: String)

    package var description: String {
        switch self {
        case .absent: "no such account: check the id with `idp account list`"
        case .missingMember(let member): "\(member) is missing: add it"
        case .notAnObject: "not an account: give one JSON object"
        case .stale: "the account was changed at the same time: read it again and repeat"
        case .taken(let kind): "\(Self.member(kind)) belongs to another account: correct it, or update that account"
        case .unknownMember(let member): "\(member) is not a member of an account: remove it or correct its name"
        case .wrongValue(let member, let mend): "\(member) is wrong: \(mend)"
        }
    }

    private static func member(_ kind: SignInIdentifier.Kind) -> String {
        switch kind {
        case .personalNumber: "personalNumber"
        case .taxCode: "taxCode"
        case .phone: "phone"
        case .email: "email"
        }
    }
}
