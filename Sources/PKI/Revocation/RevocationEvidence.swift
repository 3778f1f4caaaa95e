/// Lists and answers that came with a document or were fetched beforehand, and certificates that may have signed them. All unbelieved.
package struct RevocationEvidence: Sendable {
    package var lists: [RevocationList] = []
    package var responses: [OnlineStatus] = []
    package var certificates: [Certificate] = []

    package init() {}

    /// From DER as documents embed it; what is no list and no answer is left out.
    package init(lists: [[UInt8]], responses: [[UInt8]], certificates: [Certificate] = []) {
        self.lists = lists.compactMap { RevocationList(der: $0) }
        self.responses = responses.compactMap { OnlineStatus(der: $0) }
        self.certificates = certificates
    }

    package static func + (one: Self, other: Self) -> Self {
        var sum = one
        sum.lists += other.lists
        sum.responses += other.responses
        sum.certificates += other.certificates
        return sum
    }
}
