/// One step from a schema to the next. Never changed once released: databases exist that have taken it.
struct Migration: Sendable {
    let version: Int
    /// SQL with the words of `Dialect` in braces.
    let script: String

    /// Every step, in order, without gaps.
    static let all: [Migration] = [.initial]
}
