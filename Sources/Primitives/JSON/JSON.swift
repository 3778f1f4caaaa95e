/// A JSON value. RFC 8259.
///
/// Objects keep the order of their members, so that what is written is byte for byte what was composed.
package enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A finite number that is not a 64-bit integer.
    case real(Double)
    case string(String)
    case array([JSON])
    case object(Object)

    /// The members of an object, in order, each name once.
    package struct Object: Sendable, ExpressibleByDictionaryLiteral {
        package private(set) var members: [(name: String, value: JSON)]

        package init() { members = [] }

        /// - Precondition: no name occurs twice.
        package init(dictionaryLiteral elements: (String, JSON)...) {
            members = elements.map { (name: $0.0, value: $0.1) }
        }

        /// Setting nil removes the member; setting a new name appends it.
        package subscript(name: String) -> JSON? {
            get { members.first { $0.name.isSame(as: name) }?.value }
            set {
                let index = members.firstIndex { $0.name.isSame(as: name) }
                switch (index, newValue) {
                case (let index?, let value?): members[index].value = value
                case (let index?, nil): members.remove(at: index)
                case (nil, let value?): members.append((name: name, value: value))
                case (nil, nil): break
                }
            }
        }

        /// Adds a member that is known to be new, without looking for it.
        package mutating func append(_ name: String, _ value: JSON) { members.append((name: name, value: value)) }

        package var isEmpty: Bool { members.isEmpty }
        package var names: [String] { members.map(\.name) }
    }
}

extension JSON.Object: Equatable {
    /// Equal when the same members are there, in whatever order. RFC 8259 §1.
    package static func == (a: Self, b: Self) -> Bool {
        a.members.count == b.members.count && a.members.allSatisfy { b[$0.name] == $0.value }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        var object = Object()
        for (name, value) in elements { object.append(name, value) }
        self = .object(object)
    }
}

extension JSON {
    package init(_ strings: [String]) { self = .array(strings.map { .string($0) }) }
    package init(_ instant: Instant) { self = .integer(instant.secondsSinceEpoch) }

    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
    package var object: Object? { if case .object(let value) = self { value } else { nil } }
    package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }

    /// The elements, when this is an array of nothing but strings.
    package var strings: [String]? {
        guard case .array(let elements) = self else { return nil }
        var result: [String] = []
        for element in elements {
            guard case .string(let value) = element else { return nil }
            result.append(value)
        }
        return result
    }

    /// A `NumericDate`; a fraction of a second is dropped. RFC 7519 §2.
    package var instant: Instant? {
        switch self {
        case .integer(let seconds): Instant(secondsSinceEpoch: seconds)
        case .real(let seconds) where abs(seconds) < 9e15: Instant(secondsSinceEpoch: Int64(seconds))
        default: nil
        }
    }

    /// The member of an object; nil for other values.
    package subscript(name: String) -> JSON? { object?[name] }
}
