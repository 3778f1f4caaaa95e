package import Accounts
internal import HTTP
internal import OAuth
internal import Primitives

/// The sign-in form, wherever it stands.
package struct PasswordForm: Sendable {
    package enum Outcome: Sendable {
        case signedIn(SignedIn)
        case problems([SignInProblem])
    }

    private let signIn: PasswordSignIn
    private let session: BrowserSession

    package init(signIn: PasswordSignIn, session: BrowserSession) {
        self.signIn = signIn
        self.session = session
    }

    /// Longer input is no identifier; it is neither looked up nor shown again.
    static let identifierLimit = 320

    func submit(_ parameters: Parameters, of request: Request) async throws -> Outcome {
        let identifier = parameters["identifier"] ?? ""
        let password = parameters["password"] ?? ""
        var missing: [SignInProblem] = []
        if identifier.allSatisfy(\.isWhitespace) { missing.append(.missingIdentifier) }
        if password.isEmpty { missing.append(.missingPassword) }
        guard missing.isEmpty else { return .problems(missing) }
        guard identifier.utf8.count <= Self.identifierLimit else { return .problems([.wrongCredentials]) }
        switch try await signIn.signIn(session.attempt(identifier: identifier, password: password, of: request)) {
        case .success(let signedIn): return .signedIn(signedIn)
        case .failure(let rejection): return .problems([SignInProblem(rejection)])
        }
    }
}

extension SignInProblem {
    init(_ rejection: SignInRejection) {
        self =
            switch rejection {
            case .busy: .busy
            case .codeUsed: .codeUsed
            case .locked: .locked
            case .recoveryNeeded: .recoveryNeeded
            case .throttled(let seconds): .throttled(minutes: Int((seconds + 59) / 60))
            case .wrongCode: .wrongCode
            case .wrongCredentials: .wrongCredentials
            }
    }
}
