internal import PKI
internal import Primitives

/// One demand of a policy on a signature. ETSI EN 319 102-1 §5.2.8.
protocol AcceptanceRule: Sendable {
    static var constraint: Constraint { get }
    /// What the signature breaks; empty when it meets the demand.
    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach]
}

/// A demand that is not met.
struct Breach {
    let finding: Finding
    /// What the judgement becomes when the policy says FAIL.
    var cause: SubIndication = .sigConstraintsFailure

    init(_ code: String, _ detail: String? = nil, cause: SubIndication = .sigConstraintsFailure) {
        finding = Finding(code, detail)
        self.cause = cause
    }
}

/// What the rules look at.
struct AcceptanceCandidate {
    let signature: DocumentSignature
    let proof: ExistenceProof
    let path: CertificationPath?
    let policy: ValidationPolicy
    let now: Instant

    var latest: Instant { proof.latest ?? now }
    /// Of the signature and of the chain that vouches for it.
    var algorithms: [AlgorithmUse] {
        signature.algorithms.filter { $0.purpose != .certificateReference } + (path.map(Algorithms.uses) ?? [])
    }
}

enum AcceptanceRules {
    /// In the order in which they decide.
    static let all: [any AcceptanceRule.Type] = [
        BrokenAlgorithmRule.self, ReliableAlgorithmRule.self, KeyUsageRule.self, UndefinedChangeRule.self, UncoveredContentRule.self,
        CriticalPropertiesRule.self, SoundPropertiesRule.self, BaselineCertificateReferenceRule.self, CertificateReferenceRule.self,
        ClaimedTimeRule.self, FirstGenerationRootRule.self, TimestampPresenceRule.self, TimestampValidityRule.self,
    ]
}
