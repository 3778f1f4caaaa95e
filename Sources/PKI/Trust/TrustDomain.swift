/// Whose word an anchor is: the domains are never mixed, and the report names the one that a chain ends in.
package enum TrustDomain: String, Sendable, Hashable, CaseIterable {
    /// Under the national root: what citizens and companies sign with.
    case `public`
    /// Under the root of the government's cipher committee: official duty.
    case government
    /// Authorities that certify nothing but the time.
    case timestamp
    /// Anchors that somebody handed in for one judgement.
    case test
}
