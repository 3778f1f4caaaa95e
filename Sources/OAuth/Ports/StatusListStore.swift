package import Primitives

/// Lists of token states, and who stands where in them.
package protocol StatusListStore: Sendable {
    /// The next free position, durably: in the list that has room, or in a new one of that name. No position is given twice, and one that
    /// is not used in the end stays empty.
    /// - Parameter expires: when the token that it is for expires; the list is kept for as long as its last token.
    func allot(orIn newList: ID<StatusList>, until expires: Instant, at now: Instant) async throws -> (
        list: ID<StatusList>, position: Int64
    )
    /// The places of those tokens of a list that no longer count although they have not expired: revoked, or their person locked, or
    /// their session over. Nil when there is no such list.
    func withdrawn(in list: ID<StatusList>, at now: Instant) async throws -> [Int]?
}
