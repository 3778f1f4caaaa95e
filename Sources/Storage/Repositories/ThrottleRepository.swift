package import Accounts
package import Audit
internal import Primitives

/// Counters of attempts.
package struct ThrottleRepository: ThrottleStore {
    let database: any Database
    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func change<Outcome: Sendable>(
        _ keys: [ThrottleKey], audit: @Sendable @escaping (Outcome) -> AuditEvent?,
        _ change: @Sendable @escaping (_ states: inout [ThrottleState?]) -> Outcome
    ) async throws -> Outcome {
        try await database.write { [log] connection in
            let before = try keys.map { try Self.find($0, on: connection) }
            var after = before
            let outcome = change(&after)
            for (key, (old, new)) in zip(keys, zip(before, after)) where old != new { try Self.put(new, for: key, on: connection) }
            if let event = audit(outcome) { try log.append(event, on: connection) }
            return outcome
        }
    }

    package func record(_ refusal: AuditEvent) async throws {
        try await database.write { [log] in try log.append(refusal, on: $0) }
    }
}

extension ThrottleRepository {
    /// Does to the counters what a success does, in the transaction of that success.
    static func settle(_ success: ThrottleSuccess, on connection: any Connection) throws {
        for key in success.cleared { try put(nil, for: key, on: connection) }
        for key in success.returned {
            try connection.execute("UPDATE throttle SET attempts = attempts - 1 WHERE id = ?1 AND attempts > 0", [.text(key.text)])
        }
    }

    private static func find(_ key: ThrottleKey, on connection: any Connection) throws -> ThrottleState? {
        try connection.first("SELECT attempts, time, expiry, reported FROM throttle WHERE id = ?1", [.text(key.text)]) {
            ThrottleState(count: $0.integer(0), time: $0.instant(1), expiry: $0.optionalInstant(2), reported: $0.optionalInstant(3))
        }
    }

    private static func put(_ state: ThrottleState?, for key: ThrottleKey, on connection: any Connection) throws {
        guard let state else {
            try connection.execute("DELETE FROM throttle WHERE id = ?1", [.text(key.text)])
            return
        }
        try connection.execute(
            """
            INSERT INTO throttle (id, account, attempts, time, expiry, reported) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (id) DO UPDATE
                SET attempts = excluded.attempts, time = excluded.time, expiry = excluded.expiry, reported = excluded.reported
            """,
            [
                .text(key.text), SQLValue(key.account), .integer(state.count), SQLValue(state.time), SQLValue(state.expiry),
                SQLValue(state.reported),
            ])
    }
}
