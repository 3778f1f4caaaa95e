package import Primitives

/// From a session cookie to who is signed in.
package struct SessionLookup: Sendable {
    private let sessions: any SessionStore
    private let settings: SessionSettings
    private let world: World

    package init(sessions: any SessionStore, settings: SessionSettings = SessionSettings(), world: World) {
        self.sessions = sessions
        self.settings = settings
        self.world = world
    }

    /// The live session of the cookie's value, noted as seen; nil when nobody is signed in.
    package func session(cookie: String?) async throws -> SessionRecord? {
        guard let secret = cookie.flatMap(BrowserSecret.init(cookie:)), var session = try await sessions.find(secretHash: secret.hash)
        else { return nil }
        let now = world.now()
        guard session.isLive(at: now) else { return nil }
        // While nothing can be written, people who are signed in stay so: what is lost is a minute of their idle time, not a state
        // that anybody was told of.
        if now.seconds(since: session.lastSeen) >= settings.touchInterval, (try? await sessions.touch(session.id, at: now)) != nil {
            session.lastSeen = now
        }
        return session
    }
}
