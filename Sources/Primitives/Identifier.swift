/// An identifier of one kind of thing: `ID<Client>` and `ID<Account>` cannot be mixed up.
///
/// Two identifiers are equal when their UTF-8 bytes are; `String ==` would treat canonically equivalent text as equal.
package struct ID<Kind>: Sendable, Hashable, CustomStringConvertible {
    package let value: String

    package init(_ value: String) { self.value = value }

    package var description: String { value }

    package static func == (a: Self, b: Self) -> Bool { a.value.utf8.elementsEqual(b.value.utf8) }

    package func hash(into hasher: inout Hasher) {
        for byte in value.utf8 { hasher.combine(byte) }
    }
}
