/// What is wrong with a log, and at which record first.
package enum AuditFinding: Error, Sendable, Equatable {
    /// A record that the log never wrote.
    case added(sequence: Int64)
    /// A record is not what was written, or not where it was written.
    case altered(sequence: Int64)
    /// The head, which says where the log ends, is not what was written.
    case headAltered
    case headMissing
    case missing(sequence: Int64)
}

extension AuditFinding: CustomStringConvertible {
    package var description: String {
        switch self {
        case .added(let sequence): "record \(sequence) was not written by the log"
        case .altered(let sequence): "record \(sequence) is not what the log wrote"
        case .headAltered: "the head of the log was changed, or was sealed with another key"
        case .headMissing: "the head of the log is missing"
        case .missing(let sequence): "record \(sequence) is missing"
        }
    }
}
