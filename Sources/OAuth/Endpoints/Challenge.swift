internal import HTTP
internal import HTTPTypes
internal import Primitives
internal import TokenCrypto

/// What a resource says to a request that it refuses: the schemes that it takes, and what was wrong. RFC 6750 §3, RFC 9449 §7.1.
struct Challenge {
    private let schemes: [PresentedToken.Scheme]
    private let rejection: Rejection
    private let level: AssuranceLevel?

    /// The scheme to answer in comes first: the one that the client used, or should have used.
    /// - Parameter level: what the person has to reach, where that is what was wrong. RFC 9470 §3.
    init(_ rejection: Rejection, to request: Request, demanding level: AssuranceLevel? = nil) {
        self.rejection = rejection
        self.level = level
        let used = request.headers[.authorization].flatMap(PresentedToken.Scheme.init(of:)) ?? .bearer
        let first: PresentedToken.Scheme =
            switch rejection {
            case .accessTokenBound: .dpop
            case .accessTokenUnbound: .bearer
            default: used
            }
        schemes = [first] + PresentedToken.Scheme.allCases.filter { $0 != first }
    }

    func apply(to response: inout Response) {
        // A proof that is wrong leaves the client unauthenticated, whatever its status is at the token endpoint.
        if [.invalidDPoPProof, .useDPoPNonce].contains(rejection.code) { response.status = .unauthorized }
        response.headers[values: .wwwAuthenticate] = schemes.enumerated().map { Self.text($1, $0 == 0 ? errors : []) }
    }

    /// No error when no token came. RFC 6750 §3.
    private var errors: [String] {
        guard rejection != .accessTokenAbsent else { return [] }
        return [#"error="\#(rejection.code.rawValue)""#, #"error_description="\#(rejection.mend)""#]
            + (level.map { [#"acr_values="\#($0.rawValue)""#] } ?? [])
    }

    private static func text(_ scheme: PresentedToken.Scheme, _ errors: [String]) -> String {
        let algorithms = DPoP.algorithms.map(\.rawValue).joined(separator: " ")
        let parameters = errors + (scheme == .dpop ? [#"algs="\#(algorithms)""#] : [])
        return parameters.isEmpty ? scheme.rawValue : scheme.rawValue + " " + parameters.joined(separator: ", ")
    }
}
