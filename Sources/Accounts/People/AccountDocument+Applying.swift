package import Primitives

extension AccountDocument {
    /// The account that this document describes. Password and time-code seed are not set: they are hashed and sealed apart.
    package func newAccount(id: ID<Account>, at now: Instant) throws(AccountRejection) -> AccountRecord {
        // The id is ours to choose and never repeats; a status is not what an account is born with.
        if self.id != nil { throw .unknownMember("id") }
        if status != nil { throw .unknownMember("status") }
        guard case .set(let kind) = kind else { throw .missingMember("kind") }
        guard case .set(let name) = name else { throw .missingMember("name") }
        return try applied(to: AccountRecord(id: id, kind: kind, name: name, created: now, updated: now))
    }

    /// The account after this change. Password and time-code seed are not set: they are hashed and sealed apart.
    package func changed(_ account: AccountRecord, at now: Instant) throws(AccountRejection) -> AccountRecord {
        if let id, ID<Account>(id) != account.id { throw .wrongValue(member: "id", mend: "the id of an account cannot be changed") }
        if let status, status != account.status { throw .wrongValue(member: "status", mend: "use `idp account lock` and `unlock`") }
        var changed = try applied(to: account)
        changed.updated = now
        changed.revision += 1
        return changed
    }

    private func applied(to account: AccountRecord) throws(AccountRejection) -> AccountRecord {
        var account = account
        Self.set(kind, in: &account.kind)
        Self.set(name, in: &account.name)
        Self.set(assurance, in: &account.assurance)
        Self.set(personalNumber, in: &account.personalNumber)
        Self.set(taxCode, in: &account.taxCode)
        Self.set(birthDate, in: &account.birthDate)
        Self.set(gender, in: &account.gender)
        Self.set(address, in: &account.address)
        account.phone = try Self.contact(account.phone, phone, phoneVerified, member: "phoneVerified")
        account.email = try Self.contact(account.email, email, emailVerified, member: "emailVerified")
        try Self.check(account)
        return account
    }

    private static func set<Value>(_ change: Change<Value>, in member: inout Value) {
        if case .set(let value) = change { member = value }
    }

    private static func set<Value>(_ change: Change<Value>, in member: inout Value?) {
        switch change {
        case .keep: break
        case .remove: member = nil
        case .set(let value): member = value
        }
    }

    /// A contact that an operator enters counts as proven unless the document says otherwise.
    private static func contact<Value>(
        _ old: AccountRecord.Contact<Value>?, _ value: Change<Value>, _ isProven: Change<Bool>, member: String
    ) throws(AccountRejection) -> AccountRecord.Contact<Value>? {
        var contact = old
        switch value {
        case .keep: break
        case .remove: contact = nil
        case .set(let value): contact = AccountRecord.Contact(value, isProven: true)
        }
        guard case .set(let isProven) = isProven else { return contact }
        if contact == nil, isProven { throw .wrongValue(member: member, mend: "there is no such contact to be verified") }
        contact?.isProven = isProven
        return contact
    }

    private static func check(_ account: AccountRecord) throws(AccountRejection) {
        if account.taxCode != nil, account.kind != .business {
            throw .wrongValue(member: "taxCode", mend: "only a business has one; persons are taxed under personalNumber")
        }
        if account.personalNumber == nil, account.taxCode == nil, account.phone == nil, account.email == nil {
            throw .missingMember("personalNumber, taxCode, phone or email")
        }
    }
}

extension AccountRecord {
    /// The account as `create`, `show`, `update` and `list` print it: what a document holds, with `id` and `status`, without secrets.
    package var document: JSON.Object {
        var object: JSON.Object = ["id": .string(id.value), "kind": .string(kind.rawValue), "status": .string(status.rawValue)]
        object["personalNumber"] = personalNumber.map { .string($0.digits) }
        object["taxCode"] = taxCode.map { .string($0.text) }
        object["name"] = .string(name.text)
        object["birthDate"] = birthDate.map { .string($0.text) }
        object["phone"] = phone.map { .string($0.value.e164) }
        object["phoneVerified"] = phone.map { .bool($0.isProven) }
        object["email"] = email.map { .string($0.value.address) }
        object["emailVerified"] = email.map { .bool($0.isProven) }
        object["gender"] = gender.map { .string($0) }
        object["address"] = address.map { .object($0) }
        object["assurance"] = .string(assurance.rawValue)
        return object
    }
}
