/// What one connection, one request and all of them together may cost. Every figure has a default, none is open-ended.
package struct Limits: Sendable {
    /// Longest request target; an authorization request with an 8 kB `state` still passes. RFC 9112 §3, 414.
    package var targetBytes = 16 * 1024
    /// Longest name and value of one field. RFC 6585 §5, 431.
    package var fieldBytes = 32 * 1024
    /// All names and values of one head together.
    package var headBytes = 64 * 1024
    /// Fields in one head: a browser sends about 20.
    package var fieldCount = 100
    /// From the connection's first moment, or the last answer, to the end of a head: cuts slow senders.
    package var headSeconds: Int64 = 30
    /// From the head to the end of a body of the usual size.
    package var bodySeconds: Int64 = 30
    /// Bytes of a larger body that each further second must bring.
    package var bodyBytesPerSecond = 64 * 1024
    /// From an answer being ready to the peer having taken it: cuts slow readers.
    package var answerSeconds: Int64 = 30
    /// How long an endpoint may work on one request before its connection is given up.
    package var workSeconds: Int64 = 60
    /// After a refusal, how long and how much is still read and thrown away, so that the peer sees the answer rather than a reset.
    package var drainSeconds: Int64 = 2
    package var drainBytes = 256 * 1024
    /// Open connections of one listener; more wait in the kernel's queue.
    package var connections = 10_000
    /// Requests that endpoints work on at once; more are answered 503 at once.
    package var requestsInFlight = 2_000
    /// Bodies of all connections together, from their first byte to their answer; what exceeds it is answered 503.
    package var bodyBytesInFlight = 256 * 1024 * 1024
    /// How long the requests in flight may take to finish after the stop was asked for.
    package var shutdownSeconds: Int64 = 30

    package init() {}
}
