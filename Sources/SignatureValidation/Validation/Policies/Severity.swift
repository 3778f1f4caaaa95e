/// What a broken constraint does to a judgement.
package enum Severity: String, Sendable {
    /// The signature does not pass.
    case fail = "FAIL"
    /// The signature may pass; the report warns.
    case warn = "WARN"
    /// The report mentions it, nothing more.
    case inform = "INFORM"
}
