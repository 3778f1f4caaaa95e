internal import HTTP
internal import OAuth
internal import Primitives

/// Where signing in without a portal leads: one of our own pages, by name, so that no address from outside is ever followed.
/// RFC 9700 §4.11.2.
enum SignInDestination: Equatable {
    case home
    case pairing(UserCode?)
    case approvals
    case documents

    /// What the query of the page says that leads there.
    init(of request: Request) {
        self.init(request.query.flatMap { try? Form(parsing: $0) }.map { Parameters($0) })
    }

    init(_ parameters: Parameters?) {
        switch parameters?["to"] {
        case "device": self = .pairing(parameters?["user_code"].flatMap { UserCode(typed: $0) })
        case "approvals": self = .approvals
        case "documents": self = .documents
        default: self = .home
        }
    }

    var path: String {
        switch self {
        case .home: "/"
        case .pairing(nil): "/device"
        case .pairing(let code?): "/device?user_code=" + code.text
        case .approvals: "/account/approvals"
        case .documents: "/account/documents"
        }
    }

    static let stepUpRoute = "/step-up"

    /// The sign-in page that leads here.
    var signInPath: String { "/sign-in" + query }
    /// The page that leads here once more was proven.
    var stepUpPath: String { Self.stepUpRoute + query }

    private var query: String {
        switch self {
        case .home: ""
        case .pairing(nil): "?to=device"
        case .pairing(let code?): "?to=device&user_code=" + code.text
        case .approvals: "?to=approvals"
        case .documents: "?to=documents"
        }
    }
}
