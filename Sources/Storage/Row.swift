package import Primitives

/// One row of a result. Columns count from 0; valid only while it is being shown.
package protocol Row {
    func isNull(_ column: Int) -> Bool
    func integer(_ column: Int) -> Int64
    func text(_ column: Int) -> String
    func bytes(_ column: Int) -> [UInt8]
}

extension Row {
    package func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
    package func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    package func optionalBytes(_ column: Int) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

    package func bool(_ column: Int) -> Bool { integer(column) != 0 }
    package func instant(_ column: Int) -> Instant { Instant(secondsSinceEpoch: integer(column)) }
    package func optionalInstant(_ column: Int) -> Instant? { isNull(column) ? nil : instant(column) }
    package func id<Kind>(_ column: Int) -> ID<Kind> { ID(text(column)) }
    package func optionalID<Kind>(_ column: Int) -> ID<Kind>? { isNull(column) ? nil : ID(text(column)) }

    /// A value of a closed set.
    ///
    /// - Throws: `DatabaseError.corrupted` when the set has no such value: nothing else than this program writes the column.
    package func value<T: RawRepresentable>(_ column: Int, _ type: T.Type = T.self) throws -> T where T.RawValue == String {
        guard let value = T(rawValue: text(column)) else { throw DatabaseError.corrupted("an unknown \(T.self)") }
        return value
    }
}
