package import Primitives

/// One counter of attempts, by what it counts. The text is the database's key and holds no identifier of a person.
package struct ThrottleKey: Sendable, Hashable {
    package let text: String
    /// The account whose secret is being tried, so that all its counters can be cleared; nil where there is none.
    package let account: ID<Account>?

    package init(text: String, account: ID<Account>? = nil) {
        self.text = text
        self.account = account
    }
}

/// The state of one counter.
package struct ThrottleState: Sendable, Equatable {
    /// Attempts that have not been proven good, those under way included.
    package var count: Int64
    /// When the last one began or, where a window is counted, when the window did.
    package var time: Instant
    /// When the row may be forgotten; nil never.
    package var expiry: Instant?
    /// When history was last told that the counter refuses; nil when it has not since the last attempt that it let through.
    package var reported: Instant?

    package init(count: Int64, time: Instant, expiry: Instant?, reported: Instant? = nil) {
        self.count = count
        self.time = time
        self.expiry = expiry
        self.reported = reported
    }
}
