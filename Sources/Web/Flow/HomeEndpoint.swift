package import Accounts
package import HTTP
internal import HTTPTypes
internal import OAuth
internal import Primitives

/// The front door.
package struct HomeEndpoint: Endpoint {
    package let route = Route(.get, path: "/")

    private let accounts: any AccountStore
    private let session: BrowserSession
    private let renderer: PageRenderer

    package init(accounts: any AccountStore, session: BrowserSession, renderer: PageRenderer) {
        self.accounts = accounts
        self.session = session
        self.renderer = renderer
    }

    package func respond(to request: Request) async -> Response {
        let visit = Visit(request)
        do {
            guard let authentication = try await session.authentication(of: request),
                let account = try await accounts.find(authentication.account)
            else { return renderer.response(HomePage(.anonymous(signIn: "/sign-in")), for: visit) }
            return renderer.response(HomePage(.signedIn(name: account.name.text, signOut: "/end-session")), for: visit)
        } catch {
            return renderer.response(ErrorPage(.busy, requestID: request.peer.requestID, retryAfter: 5), for: visit)
        }
    }
}
