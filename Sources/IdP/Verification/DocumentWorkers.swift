internal import Foundation
internal import PKI
internal import Primitives
internal import SignatureValidation

/// Judges documents for the server: each in a worker of its own, a few at once.
actor DocumentWorkers: DocumentJudge {
    private let trust: InstalledTrust
    private let revocation: RevocationCache
    /// Workers at once: a flood of documents must leave room for sign-ins.
    private let capacity = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
    /// Documents that may wait for one; each holds its bytes meanwhile.
    private static let longestQueue = 32
    private var working = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(trust: InstalledTrust, revocation: RevocationCache) {
        self.trust = trust
        self.revocation = revocation
    }

    func judge(_ order: JudgementOrder) async -> Judgement? {
        guard await begin() else { return nil }
        let (trust, revocation, order) = (trust, revocation, order)
        let answer = try? await BlockingWork.run {
            var request = VerificationRequest(order)
            request.trust = try trust.files()
            return PreparedJudgement(folder: revocation.folder, records: revocation.records).run(request)
        }
        end()
        revocation.note(answer?.certificates ?? [])
        return answer.flatMap { try? JSON(parsing: $0.report, maximumDepth: 64) }.flatMap(Judgement.init)
    }

    /// False when too many wait already.
    private func begin() async -> Bool {
        guard working >= capacity else {
            working += 1
            return true
        }
        guard waiting.count < Self.longestQueue else { return false }
        await withCheckedContinuation { waiting.append($0) }
        return true
    }

    /// The place of one that ends goes to the one that has waited longest.
    private func end() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        working -= 1
    }
}

extension VerificationRequest {
    fileprivate init(_ order: JudgementOrder) {
        self.init(document: order.document.bytes, at: order.time)
        (name, policy, form, subject) = (order.document.name, order.policy.name, .all, order.subject)
        switch order.document.content {
        case nil: break
        case .bytes(let bytes): content = bytes
        case .digest(let algorithm, let value): digest = .init(algorithm: algorithm, value: value)
        }
    }
}

extension Judgement {
    /// Of an answer in the form `all`.
    fileprivate init?(_ answer: JSON) {
        guard let simple = answer["simple"]?.object, let detailed = answer["detailed"]?.object, let xml = answer["xml"]?.string else {
            return nil
        }
        self.init(simple: simple, detailed: detailed, xml: xml)
    }
}
