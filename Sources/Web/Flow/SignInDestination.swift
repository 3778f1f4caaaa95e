internal import OAuth
internal import Primitives

/// Where signing in without a portal leads: one of our own pages, by name, so that no address from outside is ever followed.
/// RFC 9700 §4.11.2.
enum SignInDestination: Equatable {
    case home
    case pairing(UserCode?)
    case approvals

    /// What the sign-in page's own query says.
    init(_ parameters: Parameters?) {
        switch parameters?["to"] {
        case "device": self = .pairing(parameters?["user_code"].flatMap { UserCode(typed: $0) })
        case "approvals": self = .approvals
        default: self = .home
        }
    }

    var path: String {
        switch self {
        case .home: "/"
        case .pairing(nil): "/device"
        case .pairing(let code?): "/device?user_code=" + code.text
        case .approvals: "/account/approvals"
        }
    }

    /// The sign-in page that leads here.
    var signInPath: String {
        switch self {
        case .home: "/sign-in"
        case .pairing(nil): "/sign-in?to=device"
        case .pairing(let code?): "/sign-in?to=device&user_code=" + code.text
        case .approvals: "/sign-in?to=approvals"
        }
    }
}
