package import Primitives

/// One SQL statement, written as a literal in the source: what arrives from outside can only be a parameter.
///
/// The text uses `?1`-style parameters and only what SQLite ≥ 3.40 and PostgreSQL ≥ 15 both understand.
package struct SQL: ExpressibleByStringLiteral, Sendable {
    package let literal: StaticString

    package init(stringLiteral literal: StaticString) { self.literal = literal }

    /// The text, for a driver that prepares it.
    package var text: String { literal.description }

    /// Where the literal lies: a name of the statement that costs no hashing of its text.
    package var identity: UInt { unsafe UInt(bitPattern: literal.utf8Start) }
}

/// A parameter of a statement.
package enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(nilLiteral: ()) { self = .null }

    package init(_ value: Bool) { self = .integer(value ? 1 : 0) }
    package init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }
    package init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
    package init(_ value: String?) { self = value.map { .text($0) } ?? .null }
    package init(_ value: [UInt8]?) { self = value.map { .bytes($0) } ?? .null }
    package init(_ value: Instant?) { self = value.map { .integer($0.secondsSinceEpoch) } ?? .null }
    package init<Kind>(_ value: ID<Kind>?) { self = value.map { .text($0.value) } ?? .null }
}
