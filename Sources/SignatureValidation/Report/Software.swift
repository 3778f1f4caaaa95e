/// What made a report.
package enum Software {
    package static let name = "IdP"
    /// Changes whenever the same file, policy and evidence may get another answer.
    package static let version = "1"
}
