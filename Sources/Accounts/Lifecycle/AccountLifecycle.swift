package import Audit
package import Primitives

/// What operators do with accounts: create, change, lock, unlock, remove. Each is one write with its event.
package struct AccountLifecycle: Sendable {
    private let accounts: any AccountStore
    private let passwords: PasswordAuthenticator
    private let seedKey: [UInt8]
    private let actor: AuditEvent.Actor
    private let world: World

    /// - Parameters:
    ///   - seedKey: 32 bytes of their own purpose, which seal time-code seeds.
    ///   - actor: on whose behalf; recorded with every change.
    package init(
        accounts: any AccountStore, passwords: PasswordAuthenticator, seedKey: [UInt8], actor: AuditEvent.Actor = .operator, world: World
    ) {
        self.accounts = accounts
        self.passwords = passwords
        self.seedKey = seedKey
        self.actor = actor
        self.world = world
    }

    /// - Throws: `AccountRejection` for the document, and what a store throws.
    package func create(_ document: AccountDocument) async throws -> AccountRecord {
        var account = try document.newAccount(id: .account(from: world), at: world.now())
        try await setSecrets(of: document, in: &account)
        try Self.check(await accounts.insert(account, audit: event(.accountCreated, account.id, document.members)))
        return account
    }

    /// - Throws: `AccountRejection` for the document, and what a store throws.
    package func update(_ id: ID<Account>, with document: AccountDocument) async throws -> AccountRecord {
        guard let old = try await accounts.find(id) else { throw AccountRejection.absent }
        var account = try document.changed(old, at: world.now())
        try await setSecrets(of: document, in: &account)
        let event = event(.accountUpdated, id, document.members)
        try Self.check(await accounts.update(account, from: old.revision, audit: event))
        return account
    }

    /// Ends every session and token of the account at once.
    package func lock(_ id: ID<Account>) async throws { try await set(.locked, of: id, .accountLocked) }

    /// Lets its owner sign in again, on any device.
    package func unlock(_ id: ID<Account>) async throws { try await set(.active, of: id, .accountUnlocked) }

    package func remove(_ id: ID<Account>) async throws {
        try Self.check(await accounts.remove(id, at: world.now(), audit: event(.accountDeleted, id, [])))
    }

    private func set(_ status: AccountRecord.Status, of id: ID<Account>, _ action: AuditAction) async throws {
        try Self.check(await accounts.set(status, of: id, at: world.now(), audit: event(action, id, [])))
    }

    private func setSecrets(of document: AccountDocument, in account: inout AccountRecord) async throws {
        switch document.password {
        case .keep: break
        case .remove: account.passwordHash = nil
        case .set(let password): account.passwordHash = try await passwords.hash(password)
        }
        switch document.totpSecret {
        case .keep: break
        case .remove: account.sealedOneTimeSeed = nil
        case .set(let seed): account.sealedOneTimeSeed = try seed.sealed(for: account.id, key: seedKey, world: world)
        }
    }

    private func event(_ action: AuditAction, _ id: ID<Account>, _ members: [String]) -> AuditEvent {
        let details: JSON.Object = members.isEmpty ? [:] : ["members": JSON(members)]
        return AuditEvent(action, at: world.now(), by: actor, account: id, details: details)
    }

    private static func check(_ write: AccountWrite) throws(AccountRejection) {
        switch write {
        case .written: return
        case .absent: throw .absent
        case .stale: throw .stale
        case .taken(let kind): throw .taken(kind)
        }
    }
}

extension ID<Account> {
    /// A random UUID. RFC 9562 §5.4, version 4.
    static func account(from world: World) -> ID<Account> {
        var bytes = world.random(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return ID(text)
    }
}
