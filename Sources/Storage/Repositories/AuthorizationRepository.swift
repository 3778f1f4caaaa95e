internal import Audit
package import OAuth
internal import Primitives

/// Authorizations that no code led to.
package struct AuthorizationRepository: AuthorizationStore {
    let database: any Database
    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func insert(_ issuance: Issuance) async throws {
        try await database.write { [log] in try Self.insert(issuance, log: log, on: $0) }
    }
}

extension AuthorizationRepository {
    /// Kept for as long as its last token.
    static func insert(_ issuance: Issuance, log: AuditLog, on connection: any Connection) throws {
        let authorization = issuance.authorization
        let now = issuance.audit.time
        try connection.execute(
            """
            INSERT INTO authorization_grant (id, client, account, session, offline, details, created, expires)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            [
                SQLValue(authorization.id), SQLValue(authorization.client), SQLValue(authorization.account),
                SQLValue(authorization.session),
                SQLValue(authorization.isOffline), .text(authorization.details.text), SQLValue(now),
                SQLValue(issuance.tokens.map(\.expires).max() ?? now),
            ])
        for token in issuance.tokens { try TokenRepository.insert(token, on: connection) }
        if let participant = issuance.participant { try LogoutRepository.join(participant, at: now, on: connection) }
        try log.append(issuance.audit, on: connection)
    }
}
