/// Why a sign-in was refused: what the person may be told, and what history says.
package enum SignInRejection: Error, Sendable, Hashable {
    /// More people than can be checked at once; nothing was counted. Again in a moment.
    case busy
    /// The code is right and was used before: whoever looked over a shoulder has it too. RFC 6238 §5.2.
    case codeUsed
    /// The password is right and the account is locked. Nobody without the password learns that it is.
    case locked
    /// Too many failures in a row on a device that the account does not know: a known device or an operator helps.
    case recoveryNeeded
    case throttled(retryAfter: Int64)
    /// Only for whoever has proven the password.
    case wrongCode
    /// No such account, no password, or a wrong one: one answer, in equal time.
    case wrongCredentials

    /// The word in the audit log; never changed.
    package var reason: String {
        switch self {
        case .busy: "busy"
        case .codeUsed: "code-used"
        case .locked: "locked"
        case .recoveryNeeded: "recovery-needed"
        case .throttled: "throttled"
        case .wrongCode: "wrong-code"
        case .wrongCredentials: "wrong-credentials"
        }
    }
}
