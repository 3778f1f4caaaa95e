internal import Primitives
internal import RelyingParty

/// One browser that is signed in at this portal.
struct PortalSession: Sendable {
    /// The portal's own session; the provider's is `idToken.sessionID`.
    let id: ID<PortalSession>
    let idToken: IDToken
    /// What the provider released.
    let claims: Claims
    let started: Instant

    /// A working day: a portal session never outlives the day it was opened on a shared computer.
    static let lifetime: Int64 = 8 * 3600

    var name: String? { claims["name"] ?? idToken.claims["name"] }
}

/// The portal's sessions, in memory: a restart signs everybody out here, and single sign-on brings them back without a question.
actor PortalSessions {
    private var sessions: [ID<PortalSession>: PortalSession] = [:]
    /// When the provider ended a session, by its `sid`: a sign-in that was under way then must not open one here after it.
    private var ended: [[UInt8]: Instant] = [:]
    /// Longer than a code and the exchange for it live.
    private static let memory: Int64 = 600
    private let capacity: Int

    init(capacity: Int = 10_000) { self.capacity = capacity }

    /// False when the provider has ended the session meanwhile.
    @discardableResult func insert(_ session: PortalSession) -> Bool {
        guard !hasEnded(session) else { return false }
        if sessions.count >= capacity { makeRoom(at: session.started) }
        sessions[session.id] = session
        return true
    }

    private func hasEnded(_ session: PortalSession) -> Bool {
        guard let sid = session.idToken.sessionID, let end = ended[Array(sid.utf8)] else { return false }
        return session.started.seconds(since: end) < Self.memory
    }

    func find(_ id: ID<PortalSession>, now: Instant) -> PortalSession? {
        guard let session = sessions[id] else { return nil }
        guard now.seconds(since: session.started) < PortalSession.lifetime else {
            sessions[id] = nil
            return nil
        }
        return session
    }

    @discardableResult func remove(_ id: ID<PortalSession>) -> PortalSession? { sessions.removeValue(forKey: id) }

    /// Ends what the provider ordered: the named session, or all of the subject's. Back-Channel Logout 1.0 §2.7.
    func end(_ order: LogoutToken, at now: Instant) {
        if let sid = order.sessionID { remember(Array(sid.utf8), at: now) }
        sessions = sessions.filter { !Self.concerns(order, $0.value.idToken) }
    }

    private func remember(_ sid: [UInt8], at now: Instant) {
        if ended.count >= capacity {
            ended = ended.filter { now.seconds(since: $0.value) < Self.memory }
            if ended.count >= capacity, let oldest = ended.min(by: { $0.value < $1.value })?.key { ended[oldest] = nil }
        }
        ended[sid] = now
    }

    private static func concerns(_ order: LogoutToken, _ token: IDToken) -> Bool {
        if let subject = order.subject, !subject.utf8.elementsEqual(token.subject.utf8) { return false }
        guard let ordered = order.sessionID else { return true }
        return token.sessionID.map { $0.utf8.elementsEqual(ordered.utf8) } ?? false
    }

    /// Drops what has expired, or else the oldest: memory is bounded whoever signs in how often.
    private func makeRoom(at now: Instant) {
        sessions = sessions.filter { now.seconds(since: $0.value.started) < PortalSession.lifetime }
        if sessions.count >= capacity, let oldest = sessions.values.min(by: { $0.started < $1.started }) { sessions[oldest.id] = nil }
    }
}
