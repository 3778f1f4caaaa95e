/// What the relying party asks of the policies on a path. RFC 5280 §6.1.1.
package struct PathInputs: Sendable, Hashable {
    /// Object identifiers in dotted form; empty: any policy will do.
    package var initialPolicies: [String] = []
    package var explicitPolicy = false
    package var inhibitPolicyMapping = false
    package var inhibitAnyPolicy = false

    package init() {}
}
