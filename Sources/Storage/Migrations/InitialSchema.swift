extension Migration {
    /// The schema of the first release.
    ///
    /// Moments are whole seconds since 1970. What opens something (sessions, codes, tokens, devices) is there as its SHA-256 only.
    ///
    /// A commit writes every page that it touched. Codes, tokens and grants are therefore issued under keys that begin with a mark of
    /// their order (`StoredKey`): rows and indexes are appended to, not written all over. Wide rows are not `{keyed}`: they would fill the
    /// inner pages of their tree.
    static let initial = Migration(version: 1, script: [audit, people, relyingParties, authorizations].joined(separator: "\n"))

    private static let audit = """
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

        CREATE TABLE audit_head (
            id {integer} PRIMARY KEY CHECK (id = 1),
            sequence {integer} NOT NULL,
            link {bytes} NOT NULL,
            seal {bytes} NOT NULL
        ) {checked};
        """

    private static let people = """
        CREATE TABLE account (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            status TEXT NOT NULL,
            personal_number TEXT,
            tax_code TEXT,
            name TEXT NOT NULL,
            search_key TEXT NOT NULL,
            birth_date TEXT,
            phone TEXT,
            phone_proven {integer} NOT NULL,
            email TEXT,
            email_proven {integer} NOT NULL,
            gender TEXT,
            address TEXT,
            assurance TEXT NOT NULL,
            password_hash {bytes},
            one_time_seed {bytes},
            one_time_step {integer},
            created {integer} NOT NULL,
            updated {integer} NOT NULL,
            revision {integer} NOT NULL
        ) {keyed};

        CREATE TABLE account_identifier (
            kind TEXT NOT NULL,
            value TEXT NOT NULL,
            account TEXT NOT NULL REFERENCES account (id),
            PRIMARY KEY (kind, value)
        ) {keyed};
        CREATE INDEX account_identifier_account ON account_identifier (account);

        CREATE TABLE session (
            id TEXT NOT NULL PRIMARY KEY,
            secret_hash {bytes} NOT NULL UNIQUE,
            account TEXT NOT NULL,
            authenticated {integer} NOT NULL,
            level TEXT NOT NULL,
            methods TEXT NOT NULL,
            created {integer} NOT NULL,
            last_seen {integer} NOT NULL,
            expiry {integer} NOT NULL,
            idle_timeout {integer} NOT NULL,
            user_agent TEXT NOT NULL,
            address TEXT NOT NULL,
            port {integer} NOT NULL,
            ended {integer}
        ) {keyed};
        CREATE INDEX session_account ON session (account);
        CREATE INDEX session_expiry ON session (expiry);

        CREATE TABLE known_device (
            secret_hash {bytes} NOT NULL,
            account TEXT NOT NULL,
            user_agent TEXT NOT NULL,
            created {integer} NOT NULL,
            last_used {integer} NOT NULL,
            proven_more {integer} NOT NULL,
            PRIMARY KEY (secret_hash, account)
        ) {keyed};
        CREATE INDEX known_device_account ON known_device (account);
        CREATE INDEX known_device_last_used ON known_device (last_used);

        CREATE TABLE throttle (
            id TEXT NOT NULL PRIMARY KEY,
            account TEXT,
            attempts {integer} NOT NULL,
            time {integer} NOT NULL,
            expiry {integer},
            reported {integer}
        ) {keyed};
        CREATE INDEX throttle_account ON throttle (account);
        CREATE INDEX throttle_expiry ON throttle (expiry);

        CREATE TABLE consent (
            id TEXT NOT NULL PRIMARY KEY,
            account TEXT NOT NULL,
            client TEXT NOT NULL,
            line {integer} NOT NULL,
            scopes TEXT NOT NULL,
            claims TEXT NOT NULL,
            basis TEXT NOT NULL,
            text_version TEXT NOT NULL,
            time {integer} NOT NULL,
            withdrawn {integer}
        ) {keyed};
        CREATE UNIQUE INDEX consent_line ON consent (account, client, line);
        """

    private static let relyingParties = """
        CREATE TABLE agency (
            code TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            english_name TEXT,
            portal_host TEXT,
            statement_keys TEXT
        ) {keyed};

        CREATE TABLE client (
            id TEXT NOT NULL PRIMARY KEY,
            secret_hash {bytes},
            sealed_secret {bytes},
            metadata TEXT NOT NULL,
            revision {integer} NOT NULL
        ) {keyed};

        CREATE TABLE initial_access_token (
            hash {bytes} NOT NULL PRIMARY KEY,
            id TEXT NOT NULL,
            agency TEXT NOT NULL,
            uses_left {integer} NOT NULL,
            created {integer} NOT NULL,
            expires {integer} NOT NULL
        ) {keyed};
        CREATE INDEX initial_access_token_expires ON initial_access_token (expires);

        CREATE TABLE registration_access_token (
            client TEXT NOT NULL PRIMARY KEY,
            hash {bytes} NOT NULL
        ) {keyed};

        CREATE TABLE consumed_identifier (
            id {bytes} NOT NULL PRIMARY KEY,
            expires {integer} NOT NULL
        ) {checked};
        CREATE INDEX consumed_identifier_expires ON consumed_identifier (expires);
        """

    private static let authorizations = """
        CREATE TABLE pending_authorization (
            hash {bytes} NOT NULL PRIMARY KEY,
            browser_hash {bytes} NOT NULL,
            parameters TEXT NOT NULL,
            pushed {bytes},
            session TEXT,
            consent_session TEXT,
            created {integer} NOT NULL,
            expires {integer} NOT NULL
        ) {checked};
        CREATE INDEX pending_authorization_expires ON pending_authorization (expires);

        CREATE TABLE pushed_authorization (
            hash {bytes} NOT NULL PRIMARY KEY,
            client TEXT NOT NULL,
            parameters TEXT NOT NULL,
            created {integer} NOT NULL,
            expires {integer} NOT NULL,
            spent {integer}
        ) {checked};
        CREATE INDEX pushed_authorization_expires ON pushed_authorization (expires);

        CREATE TABLE authorization_code (
            hash {bytes} NOT NULL PRIMARY KEY,
            grant_id TEXT NOT NULL,
            client TEXT NOT NULL,
            account TEXT NOT NULL,
            session TEXT NOT NULL,
            offline {integer} NOT NULL,
            details TEXT NOT NULL,
            redirect_uri TEXT NOT NULL,
            challenge TEXT,
            nonce TEXT,
            proof_key TEXT,
            created {integer} NOT NULL,
            expires {integer} NOT NULL,
            redeemed {integer}
        ) {checked};
        CREATE INDEX authorization_code_expires ON authorization_code (expires);

        CREATE TABLE polled_authorization (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            hash {bytes} NOT NULL UNIQUE,
            user_code {bytes} UNIQUE,
            client TEXT NOT NULL,
            account TEXT,
            scopes TEXT NOT NULL,
            network TEXT NOT NULL,
            message TEXT,
            minimum_level TEXT,
            state TEXT NOT NULL,
            session TEXT,
            authenticated {integer},
            level TEXT,
            methods TEXT,
            poll_interval {integer} NOT NULL,
            polled {integer},
            notice {bytes},
            notice_due {integer},
            notice_attempts {integer} NOT NULL,
            created {integer} NOT NULL,
            expires {integer} NOT NULL
        ) {checked};
        CREATE INDEX polled_authorization_account ON polled_authorization (account, state);
        CREATE INDEX polled_authorization_expires ON polled_authorization (expires);
        CREATE INDEX polled_authorization_notice ON polled_authorization (notice_due) WHERE notice_due IS NOT NULL;

        CREATE TABLE authorization_grant (
            id TEXT NOT NULL PRIMARY KEY,
            client TEXT NOT NULL,
            account TEXT,
            session TEXT,
            offline {integer} NOT NULL,
            details TEXT NOT NULL,
            created {integer} NOT NULL,
            expires {integer} NOT NULL,
            revoked {integer}
        ) {checked};
        CREATE INDEX authorization_grant_account ON authorization_grant (account, client);
        CREATE INDEX authorization_grant_expires ON authorization_grant (expires);

        CREATE TABLE derived_grant (
            source {bytes} NOT NULL,
            source_grant TEXT NOT NULL,
            grant_id TEXT NOT NULL,
            expires {integer} NOT NULL,
            PRIMARY KEY (source, grant_id)
        ) {keyed};
        CREATE INDEX derived_grant_source_grant ON derived_grant (source_grant);
        CREATE INDEX derived_grant_expires ON derived_grant (expires);

        CREATE TABLE token (
            hash {bytes} NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            grant_id TEXT NOT NULL,
            issued {integer} NOT NULL,
            expires {integer} NOT NULL,
            revoked {integer},
            exchanged {integer},
            successor {bytes},
            confirmation TEXT,
            content TEXT,
            status_list TEXT,
            status_index {integer}
        ) {keyed};
        CREATE INDEX token_expires ON token (expires);
        CREATE INDEX token_status ON token (status_list) WHERE status_list IS NOT NULL;

        CREATE TABLE status_list (
            id TEXT NOT NULL PRIMARY KEY,
            used {integer} NOT NULL,
            created {integer} NOT NULL,
            expires {integer} NOT NULL
        ) {keyed};
        CREATE INDEX status_list_expires ON status_list (expires);

        CREATE TABLE session_participant (
            session TEXT NOT NULL,
            client TEXT NOT NULL,
            sid TEXT NOT NULL,
            subject TEXT NOT NULL,
            joined {integer} NOT NULL,
            PRIMARY KEY (session, client)
        ) {keyed};
        CREATE INDEX session_participant_sid ON session_participant (client, sid);

        CREATE TABLE logout_notice (
            id TEXT NOT NULL PRIMARY KEY,
            session TEXT NOT NULL,
            client TEXT NOT NULL,
            sid TEXT NOT NULL,
            subject TEXT NOT NULL,
            state TEXT NOT NULL,
            attempts {integer} NOT NULL,
            next_attempt {integer} NOT NULL,
            created {integer} NOT NULL
        ) {keyed};
        CREATE INDEX logout_notice_session ON logout_notice (session);
        CREATE INDEX logout_notice_due ON logout_notice (state, client, next_attempt);
        """
}
