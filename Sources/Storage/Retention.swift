package import Primitives

/// Clears away what has expired, in small transactions that writes of people can pass between.
///
/// The audit log is not touched: history is kept for five years, and no log of this program is older. Decree 69/2024 art. 28.4.
package struct Retention: Sendable {
    /// Codes are kept for a while after they expired, so that a replay still finds what to revoke.
    package var codes: Int64 = 24 * 3600
    /// A pushed request is kept for as long as somebody who opened it in time may be answering it.
    package var pushes: Int64 = 3600
    /// Notices that were delivered or given up, for whoever asks which portals heard of a logout.
    package var notices: Int64 = 30 * 24 * 3600
    /// Browsers forget a cookie after 400 days at the latest.
    package var devices: Int64 = 400 * 24 * 3600
    package var batch = 500

    package init() {}

    /// - Returns: how many rows were removed.
    @discardableResult
    package func purge(_ database: any Database, at now: Instant) async throws -> Int {
        var removed = 0
        for (statement, limit) in statements(at: now) {
            while true {
                let parameters = [SQLValue(limit), SQLValue(batch)]
                let count = try await database.write { try $0.execute(statement, parameters) }
                removed += count
                if count < batch { break }
            }
        }
        return removed
    }

    /// Participants go before their sessions, in which they are found.
    private func statements(at now: Instant) -> [(SQL, Instant)] {
        [
            (
                "DELETE FROM pending_authorization WHERE hash IN (SELECT hash FROM pending_authorization WHERE expires <= ?1 LIMIT ?2)", now
            ),
            (
                "DELETE FROM pushed_authorization WHERE hash IN (SELECT hash FROM pushed_authorization WHERE expires <= ?1 LIMIT ?2)",
                now - pushes
            ),
            (
                "DELETE FROM authorization_code WHERE hash IN (SELECT hash FROM authorization_code WHERE expires <= ?1 LIMIT ?2)",
                now - codes
            ),
            (
                "DELETE FROM polled_authorization WHERE id IN (SELECT id FROM polled_authorization WHERE expires <= ?1 LIMIT ?2)",
                now - codes
            ),
            (
                """
                DELETE FROM derived_grant WHERE (source, grant_id) IN (
                    SELECT source, grant_id FROM derived_grant WHERE expires <= ?1 LIMIT ?2)
                """, now
            ),
            ("DELETE FROM token WHERE hash IN (SELECT hash FROM token WHERE expires <= ?1 LIMIT ?2)", now),
            ("DELETE FROM authorization_grant WHERE id IN (SELECT id FROM authorization_grant WHERE expires <= ?1 LIMIT ?2)", now - codes),
            ("DELETE FROM status_list WHERE id IN (SELECT id FROM status_list WHERE expires <= ?1 LIMIT ?2)", now - codes),
            ("DELETE FROM consumed_identifier WHERE id IN (SELECT id FROM consumed_identifier WHERE expires <= ?1 LIMIT ?2)", now),
            (
                "DELETE FROM initial_access_token WHERE hash IN (SELECT hash FROM initial_access_token WHERE expires <= ?1 LIMIT ?2)", now
            ),
            ("DELETE FROM throttle WHERE id IN (SELECT id FROM throttle WHERE expiry <= ?1 LIMIT ?2)", now),
            (
                """
                DELETE FROM session_participant WHERE (session, client) IN (
                    SELECT p.session, p.client FROM session s JOIN session_participant p ON p.session = s.id WHERE s.expiry <= ?1 LIMIT ?2)
                """, now
            ),
            (
                """
                DELETE FROM session WHERE id IN (
                    SELECT s.id FROM session s WHERE s.expiry <= ?1
                        AND NOT EXISTS (SELECT 1 FROM session_participant p WHERE p.session = s.id) LIMIT ?2)
                """, now
            ),
            (
                """
                DELETE FROM known_device WHERE (secret_hash, account) IN (
                    SELECT secret_hash, account FROM known_device WHERE last_used <= ?1 LIMIT ?2)
                """, now - devices
            ),
            (
                """
                DELETE FROM logout_notice WHERE id IN (
                    SELECT id FROM logout_notice WHERE state <> 'due' AND next_attempt <= ?1 LIMIT ?2)
                """, now - notices
            ),
        ]
    }
}
