extension Migration {
    /// The schema of the first release.
    static let initial = Migration(
        version: 1,
        script: """
            CREATE TABLE audit_event (
                sequence {integer} PRIMARY KEY,
                time {integer} NOT NULL,
                action TEXT NOT NULL,
                actor TEXT NOT NULL,
                account TEXT,
                client TEXT,
                address TEXT,
                port {integer},
                request TEXT,
                details TEXT NOT NULL,
                link {bytes} NOT NULL
            ) {checked};
            CREATE INDEX audit_event_account ON audit_event (account, sequence);

            CREATE TABLE audit_head (
                id {integer} PRIMARY KEY CHECK (id = 1),
                sequence {integer} NOT NULL,
                link {bytes} NOT NULL,
                seal {bytes} NOT NULL
            ) {checked};
            """)
}
