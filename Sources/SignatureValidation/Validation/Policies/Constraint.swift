/// What a policy demands of a signature beyond mathematics, trust and time. ETSI EN 319 102-1 §5.2.8, TS 119 172-4.
package enum Constraint: String, Sendable, Hashable, CaseIterable {
    /// Nothing that a reader sees was changed after signing, but for what the format permits.
    case noUndefinedChange = "no-undefined-change"
    /// Everything that a reader sees was signed.
    case noUncoveredContent = "no-uncovered-content"
    /// No digest, signature algorithm or key that is broken whatever the time.
    case noBrokenAlgorithm = "no-broken-algorithm"
    /// Every algorithm was reliable when the signature provably existed.
    case reliableAlgorithms = "reliable-algorithms"
    /// A timestamp proves when the signature existed.
    case timestampPresent = "timestamp-present"
    /// Every timestamp that is there holds.
    case timestampsValid = "timestamps-valid"
    /// A signature of a baseline level says which certificate it was made with.
    case certificateReferenceInBaseline = "certificate-reference-in-baseline"
    /// So does any other signature.
    case certificateReference = "certificate-reference"
    /// The claimed signing time does not contradict proven time.
    case claimedTimePlausible = "claimed-time-plausible"
    /// The key is meant for what persons declare: nonRepudiation. RFC 5280 §4.2.1.3.
    case keyUsage = "key-usage"
    /// The root of the first generation of the government's domain vouches for what existed while it was valid.
    case firstGenerationRoot = "first-generation-root"
    /// Nothing that the signature calls critical is unknown or absent here. RFC 7515 §4.1.11.
    case criticalPropertiesUnderstood = "critical-properties-understood"
    /// What the format itself found wrong with the signature's properties.
    case soundProperties = "sound-properties"
}
