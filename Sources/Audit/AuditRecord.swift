internal import Primitives

/// An event as the log holds it: the columns of its row, the link that chains it excepted.
///
/// The chain is computed over these columns and not over what they mean, so that no two contents of a row have the same link.
package struct AuditRecord: Sendable, Equatable {
    package var sequence: Int64
    package var time: Int64
    package var action: String
    package var actor: String
    package var account: String?
    package var client: String?
    package var address: String?
    package var port: Int64?
    package var request: String?
    /// The compact JSON object of the details.
    package var details: String

    package init(
        sequence: Int64, time: Int64, action: String, actor: String, account: String?, client: String?, address: String?, port: Int64?,
        request: String?, details: String
    ) {
        self.sequence = sequence
        self.time = time
        self.action = action
        self.actor = actor
        self.account = account
        self.client = client
        self.address = address
        self.port = port
        self.request = request
        self.details = details
    }

    package init(_ event: AuditEvent, sequence: Int64) {
        self.init(
            sequence: sequence, time: event.time.secondsSinceEpoch, action: event.action.rawValue, actor: event.actor.text,
            account: event.account?.value, client: event.client?.value, address: event.address, port: event.port.map { Int64($0) },
            request: event.requestID, details: event.details.text)
    }

    /// Each column with its length in front, absent ones told apart from empty ones: columns cannot flow into one another.
    package var canonicalBytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(192 + details.utf8.count)
        output.append(bigEndian: sequence)
        output.append(bigEndian: time)
        for text in [action, actor, account, client, address, port.map { String($0) }, request, details] { output.append(column: text) }
        return output
    }
}

extension AuditEvent.Actor {
    /// The actor as the log holds it.
    package var text: String {
        switch self {
        case .person(let account): "person:\(account.value)"
        case .client(let client): "client:\(client.value)"
        case .operator: "operator"
        case .provider: "provider"
        }
    }
}

extension [UInt8] {
    mutating func append(bigEndian number: Int64) {
        for shift in stride(from: 56, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: number >> Int64(shift))) }
    }

    fileprivate mutating func append(column text: String?) {
        guard let text else { return append(0) }
        append(1)
        append(bigEndian: Int64(text.utf8.count))
        append(contentsOf: text.utf8)
    }
}
