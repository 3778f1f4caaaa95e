package import Primitives

extension TrustStore {
    /// The chain of a certificate to an anchor of one of the domains, validated after RFC 5280 §6 at `instant`; revocation is asked apart.
    ///
    /// Of several chains the first that is valid at that time counts, else the first that is in order but for the time, else what was
    /// wrong with the first.
    package func path(
        for certificate: Certificate, at instant: Instant, with others: [Certificate] = [], inputs: PathInputs = PathInputs(),
        domains: Set<TrustDomain> = Set(TrustDomain.allCases)
    ) -> PathResult {
        var search = PathSearch(certificate, in: self, with: others, domains: domains)
        var best: PathResult?
        var chainsLeft = Self.maximumChains
        while chainsLeft > 0, let candidate = search.next() {
            chainsLeft -= 1
            let result = Self.judge(candidate, at: instant, inputs: inputs)
            if case .valid = result { return result }
            if best?.path == nil, best == nil || result.path != nil { best = result }
        }
        return best ?? .broken(search.isExhausted ? .limit : .noChainFound)
    }

    /// Cross-certificates make a handful of chains; more are somebody's game.
    static let maximumChains = 8

    private static func judge(_ candidate: PathSearch.Candidate, at instant: Instant, inputs: PathInputs) -> PathResult {
        guard candidate.anchor.isBelieved(at: instant) else { return .broken(.noChainFound) }
        do throws(PathFailure) {
            let certificates = try PathValidation.validate(candidate.certificates, inputs: inputs)
            let path = CertificationPath(certificates: certificates, domain: candidate.anchor.domain)
            guard let (index, fault) = path.validityFault(at: instant) else { return .valid(path) }
            return .outOfValidity(path, index: index, fault)
        } catch {
            return .broken(error)
        }
    }
}
