package import Audit
package import OAuth
package import Primitives

/// Authorization codes, from issue to redemption.
package struct AuthorizationCodeRepository: AuthorizationCodeStore {
    let database: any Database
    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func insert(_ code: AuthorizationCode, answering kept: KeptRequest?, audit: AuditEvent) async throws -> Change {
        try await database.write { [log] connection in
            if let kept, try Self.take(kept, at: audit.time, on: connection) == .absent { return .absent }
            let authorization = code.authorization
            try connection.execute(
                """
                INSERT INTO authorization_code
                    (hash, grant_id, client, account, session, offline, details, redirect_uri, challenge, nonce, proof_key,
                    created, expires, redeemed)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
                """,
                [
                    .bytes(code.hash), SQLValue(authorization.id), SQLValue(authorization.client), SQLValue(authorization.account),
                    SQLValue(authorization.session), SQLValue(authorization.isOffline), .text(authorization.details.text),
                    .text(code.redirectURI), SQLValue(code.challenge?.value), SQLValue(code.nonce), SQLValue(code.proofKey),
                    SQLValue(code.created), SQLValue(code.expires), SQLValue(code.redeemed),
                ])
            try log.append(audit, on: connection)
            return .changed
        }
    }

    package func find(_ hash: [UInt8]) async throws -> AuthorizationCode? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT hash, grant_id, client, account, session, details, redirect_uri, challenge, nonce, proof_key, created,
                    expires, redeemed, offline
                FROM authorization_code WHERE hash = ?1
                """, [.bytes(hash)], row: AuthorizationCode.init(row:))
        }
    }

    package func redeem(
        _ code: AuthorizationCode, at now: Instant, issuing tokens: [IssuedToken], participant: SessionParticipant?, audit: AuditEvent,
        replayAudit: AuditEvent
    ) async throws -> Redemption {
        try await database.write { [log] connection in
            guard try Self.consume(code.hash, at: now, on: connection) else {
                return try Self.judge(code, at: now, log: log, replayAudit: replayAudit, on: connection)
            }
            let end = tokens.map(\.expires).max() ?? now
            try connection.execute(
                """
                INSERT INTO authorization_grant (id, client, account, session, offline, details, created, expires)
                SELECT c.grant_id, c.client, c.account, c.session, c.offline, c.details, ?2, ?3 FROM authorization_code c WHERE c.hash = ?1
                """, [.bytes(code.hash), SQLValue(now), SQLValue(end)])
            for token in tokens { try TokenRepository.insert(token, on: connection) }
            if let participant { try LogoutRepository.join(participant, at: now, on: connection) }
            try log.append(audit, on: connection)
            return .redeemed
        }
    }
}

extension AuthorizationCodeRepository {
    private static func take(_ kept: KeptRequest, at now: Instant, on connection: any Connection) throws -> Change {
        switch kept {
        case .pending(let hash): try PendingAuthorizationRepository.remove(hash, at: now, on: connection)
        case .pushed(let hash): try PushedAuthorizationRepository.spend(hash, at: now, on: connection)
        }
    }

    /// The one conditional write: of all who present the code, however close together, one changes the row.
    private static func consume(_ hash: [UInt8], at now: Instant, on connection: any Connection) throws -> Bool {
        try connection.execute(
            """
            UPDATE authorization_code SET redeemed = ?2
            WHERE hash = ?1 AND redeemed IS NULL AND expires > ?2
                AND EXISTS (SELECT 1 FROM account a WHERE a.id = authorization_code.account AND a.status = 'active')
                AND EXISTS (
                    SELECT 1 FROM session s WHERE s.id = authorization_code.session
                        AND s.ended IS NULL AND s.expiry > ?2 AND s.last_seen + s.idle_timeout > ?2)
            """, [.bytes(hash), SQLValue(now)]) == 1
    }

    /// Why the code could not be consumed. A second use revokes what the first gave. RFC 6749 §4.1.2.
    private static func judge(
        _ code: AuthorizationCode, at now: Instant, log: AuditLog, replayAudit: AuditEvent, on connection: any Connection
    ) throws -> Redemption {
        let refusal = try connection.first("SELECT redeemed, expires FROM authorization_code WHERE hash = ?1", [.bytes(code.hash)]) {
            row -> Redemption in
            row.isNull(0) ? (now < row.instant(1) ? .authorizationEnded : .expired) : .alreadyRedeemed
        }
        guard refusal == .alreadyRedeemed else { return refusal ?? .authorizationEnded }
        try TokenRepository.revoke(code.authorization.id, at: now, on: connection)
        try log.append(replayAudit, on: connection)
        return .alreadyRedeemed
    }
}

extension AuthorizationCode {
    fileprivate init(row: any Row) throws {
        let authorization = try Authorization(row: row, id: 1, client: 2, account: 3, session: 4, offline: 13, details: 5)
        let challenge: CodeChallenge?
        do { challenge = try row.optionalText(7).map { text throws(Rejection) in try CodeChallenge(parsing: text) } } catch {
            throw DatabaseError.corrupted("authorization code")
        }
        self.init(
            hash: row.bytes(0), authorization: authorization, redirectURI: row.text(6), challenge: challenge, nonce: row.optionalText(8),
            proofKey: row.optionalText(9), created: row.instant(10), expires: row.instant(11), redeemed: row.optionalInstant(12))
    }
}

extension Authorization {
    /// From the columns at these places.
    init(row: any Row, id: Int, client: Int, account: Int, session: Int, offline: Int, details: Int) throws {
        guard let object = try? JSON(parsing: row.text(details)).object,
            let authorization = Authorization(
                id: row.id(id), client: row.id(client), account: row.optionalID(account), session: row.optionalID(session),
                isOffline: row.bool(offline), details: object)
        else { throw DatabaseError.corrupted("authorization \(row.text(id))") }
        self = authorization
    }
}
