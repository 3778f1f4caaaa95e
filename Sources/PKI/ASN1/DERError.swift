/// Why bytes are not the value that was asked for.
package enum DERError: Error, Sendable, Equatable {
    case malformed
    /// Nested deeper than the reader was allowed to go.
    case tooDeep
    /// More values in one than anything sound has.
    case tooMany
}
