package import Primitives

/// What the provider states about a person or a token, by claim name.
public struct Claims: Sendable, Equatable {
    package let object: JSON.Object

    package init(_ object: JSON.Object) { self.object = object }

    public var names: [String] { object.names }
    /// The text of a string claim; nil when it is absent or of another type.
    public subscript(_ name: String) -> String? { object[name]?.string }
    public func bool(_ name: String) -> Bool? { object[name]?.bool }
    public func integer(_ name: String) -> Int64? { object[name]?.integer }
    public func strings(_ name: String) -> [String]? { object[name]?.strings }
    /// The members of an object claim, such as `address` or `organization`.
    public func nested(_ name: String) -> Claims? { object[name]?.object.map(Claims.init) }
    /// All claims as compact JSON.
    public var json: String { object.text }
}
