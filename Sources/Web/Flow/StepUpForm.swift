package import Accounts
internal import HTTP
internal import OAuth
internal import Primitives

/// The form that asks somebody who is signed in to prove more, wherever it stands.
package struct StepUpForm: Sendable {
    package enum Outcome: Sendable {
        case raised(SignedIn)
        case problem(SignInProblem)
        /// The question is settled otherwise: whoever asked decides anew.
        case nothingToProve
    }

    private let stepUp: StepUp
    private let session: BrowserSession

    package init(stepUp: StepUp, session: BrowserSession) {
        self.stepUp = stepUp
        self.session = session
    }

    func challenge(for account: AccountRecord, having methods: [String]) -> Challenge? {
        stepUp.challenge(for: account, having: methods)
    }

    func submit(_ parameters: Parameters, to challenge: Challenge, of request: Request) async throws -> Outcome {
        let answer = parameters[challenge.field] ?? ""
        guard !answer.allSatisfy(\.isWhitespace) else { return .problem(.missingCode) }
        guard answer.utf8.count <= challenge.maximumLength else { return .problem(.wrongCode) }
        switch try await stepUp.raise(session.stepUpAttempt(answer: answer, of: request)) {
        case .raised(let signedIn): return .raised(signedIn)
        case .refused(let rejection): return .problem(SignInProblem(rejection))
        case .nothingToProve: return .nothingToProve
        }
    }
}
