internal import Primitives

/// Reads one member of an account's document, and knows how to say what is wrong with it.
struct MemberReader {
    let member: String
    let value: JSON

    /// A name that an error line may repeat: a document is hostile, a terminal obeys control characters.
    var printableMember: String {
        String(decoding: member.utf8.prefix(64).map { 0x20...0x7E ~= $0 ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }

    func wrong(_ mend: String) -> AccountRejection { .wrongValue(member: member, mend: mend) }

    /// The parsed text; the member cannot be removed.
    func only<Value>(_ mend: String, _ parse: (String) -> Value?) throws(AccountRejection) -> Value {
        guard let text = value.string, let parsed = parse(text) else { throw wrong(mend) }
        return parsed
    }

    func required<Value>(_ mend: String, _ parse: (String) -> Value?) throws(AccountRejection) -> AccountDocument.Change<Value> {
        .set(try only(mend, parse))
    }

    func text<Value>(_ mend: String, _ parse: (String) -> Value?) throws(AccountRejection) -> AccountDocument.Change<Value> {
        value == .null ? .remove : try required(mend, parse)
    }

    func flag() throws(AccountRejection) -> AccountDocument.Change<Bool> {
        guard let flag = value.bool else { throw wrong("true or false") }
        return .set(flag)
    }

    /// OpenID Connect Core 1.0 §5.1.1. Only its members, only text.
    func address() throws(AccountRejection) -> AccountDocument.Change<JSON.Object> {
        if value == .null { return .remove }
        let names = ["formatted", "street_address", "locality", "region", "postal_code", "country"]
        let mend = "an object with any of \(names.joined(separator: ", ")), each a text of at most 500 bytes"
        guard let object = value.object, !object.isEmpty else { throw wrong(mend) }
        var address = JSON.Object()
        for (name, value) in object.members {
            guard names.contains(where: { $0.utf8.elementsEqual(name.utf8) }), let text = value.string, Self.isAddressLine(text)
            else { throw wrong(mend) }
            address.append(name, .string(text.canonicallyComposed))
        }
        return .set(address)
    }

    /// Line breaks are how `formatted` and `street_address` separate lines; no other control character has business here.
    private static func isAddressLine(_ text: String) -> Bool {
        1...500 ~= text.utf8.count
            && text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\r" || $0.properties.generalCategory != .control }
    }
}
