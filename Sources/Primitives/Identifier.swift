/// An identifier of one kind of thing: `ID<Client>` and `ID<Account>` cannot be mixed up.
///
/// Two identifiers are equal when their UTF-8 bytes are; `String ==` would treat canonically equivalent text as equal.
package struct ID<Kind>: Sendable, Hashable, CustomStringConvertible {
    package let value: String

    package init(_ value: String) { self.value = value }

    package var description: String { value }

    package static func == (a: Self, b: Self) -> Bool { a.value.isSame(as: b.value) }

    package func hash(into hasher: inout Hasher) { unsafe value.utf8Span.span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) } }
}
