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

    /// Pairwise: unlike in every sector, so that portals of two agencies cannot compare their users. §8.1
    package func subject(of account: ID<Account>, for client: ClientRegistration) -> String {
        switch client.subjectType {
        case .public: account.value
        case .pairwise: pairwise(account, sector: client.sector)
        }
    }

    /// Whom a client means by a subject of its own; nil when it is none that this provider made for it.
    package func account(of subject: String, for client: ClientRegistration) -> ID<Account>? {
        switch client.subjectType {
        case .public: UUIDText.bytes(of: subject) == nil ? nil : ID(subject)
        case .pairwise: Base64URL.decode(subject).flatMap { account(in: $0, sector: client.sector) }
        }
    }

    /// The account's number under a mask that only this provider can make, and before it the code from which the mask is made: nobody
    /// else can read it, or make one. As in RFC 5297, one account has one subject in a sector.
    private func pairwise(_ account: ID<Account>, sector: String) -> String {
        guard let number = UUIDText.bytes(of: account.value) else {
            // Not of this provider's making; such a subject cannot be read back.
            return Base64URL.encode(HMAC.sha256(key: key, Array(sector.utf8) + [0] + Array(account.value.utf8)))
        }
        let code = code(of: number, sector: sector)
        return Base64URL.encode(code + zip(number, mask(under: code, sector: sector)).map { $0 ^ $1 })
    }

    private func account(in subject: [UInt8], sector: String) -> ID<Account>? {
        guard subject.count == 32 else { return nil }
        let code = Array(subject.prefix(16))
        let number = zip(subject.suffix(16), mask(under: code, sector: sector)).map { $0 ^ $1 }
        guard constantTimeEqual(self.code(of: number, sector: sector), code) else { return nil }
        return ID(UUIDText.text(of: number))
    }

    private func code(of number: [UInt8], sector: String) -> [UInt8] {
        Array(HMAC.sha256(key: key, Array("code\0".utf8) + number + Array(sector.utf8)).prefix(16))
    }

    private func mask(under code: [UInt8], sector: String) -> [UInt8] {
        Array(HMAC.sha256(key: key, Array("mask\0".utf8) + code + Array(sector.utf8)).prefix(16))
    }

    /// Whether a text could be somebody's subject: an account's UUID, or the digest of a pairwise one. A client of this name would be
    /// taken for that person where it acts for itself. RFC 9700 §4.15.
    package static func isShapeOfSubject(_ text: String) -> Bool {
        UUIDText.bytes(of: text.lowercased()) != nil || text.utf8.count == 43 && Base64URL.decode(text) != nil
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
