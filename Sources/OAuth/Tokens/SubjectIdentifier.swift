package import Primitives
internal import TokenCrypto

/// Computes what a client may call a person. OpenID Connect Core 1.0 §8.
package struct SubjectIdentifier: Sendable {
    private let key: [UInt8]
    private let sidKey: [UInt8]

    /// - Parameters: two permanent keys of the instance; another key would give everybody another name.
    package init(key: [UInt8], sidKey: [UInt8]) {
        self.key = key
        self.sidKey = sidKey
    }

    /// Pairwise: a keyed digest over sector and account, so that portals of two agencies cannot compare their users. §8.1
    package func subject(of account: ID<Account>, for client: ClientRegistration) -> String {
        switch client.subjectType {
        case .public: account.value
        case .pairwise: Base64URL.encode(HMAC.sha256(key: key, Array(client.sector.utf8) + [0] + Array(account.value.utf8)))
        }
    }

    /// Whether a text could be somebody's subject: an account's UUID, or the digest of a pairwise one. A client of this name would be
    /// taken for that person where it acts for itself. RFC 9700 §4.15.
    package static func isShapeOfSubject(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let isUUID =
            bytes.count == 36
            && bytes.enumerated().allSatisfy { index, byte in
                [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : Character(UnicodeScalar(byte)).isHexDigit
            }
        return isUUID || bytes.count == 43 && Base64URL.decode(text) != nil
    }

    /// The client's part in the session that an authorization hangs on; nil when it hangs on none.
    func participant(of authorization: Authorization) -> SessionParticipant? {
        authorization.session.map {
            SessionParticipant(
                session: $0, client: authorization.client, sid: sid(of: $0, for: authorization.client), subject: authorization.subject)
        }
    }

    /// The session's name for one client: as unlinkable between clients as the subject is.
    package func sid(of session: ID<Session>, for client: ID<Client>) -> String {
        Base64URL.encode(Array(HMAC.sha256(key: sidKey, Array(client.value.utf8) + [0] + Array(session.value.utf8)).prefix(16)))
    }
}
