internal import Synchronization

/// Remembers mathematics that was done: a document with many signatures of one chain asks the same again and again.
///
/// What is remembered depends on its key alone, so that whoever asks cannot tell, but by the time it takes.
final class ValidationMemo: Sendable {
    static let shared = ValidationMemo()

    struct SignatureKey: Hashable {
        /// SHA-256 of what was signed, with its signature.
        let object: [UInt8]
        let publicKey: [UInt8]
    }

    struct ChainKey: Hashable {
        let fingerprints: [[UInt8]]
        let inputs: PathInputs
    }

    /// Then everything is forgotten: a few MB at most.
    private static let capacity = 4_096
    private let signatures = Mutex<[SignatureKey: Bool]>([:])
    private let chains = Mutex<[ChainKey: Result<[Int], PathFailure>]>([:])

    func signature(_ object: [UInt8], by publicKey: [UInt8], verify: () -> Bool) -> Bool {
        let key = SignatureKey(object: object, publicKey: publicKey)
        if let known = signatures.withLock({ $0[key] }) { return known }
        let verdict = verify()
        signatures.withLock { remembered in
            if remembered.count >= Self.capacity { remembered.removeAll(keepingCapacity: true) }
            remembered[key] = verdict
        }
        return verdict
    }

    /// - Returns: which of the certificates the chain is made of.
    func chain(_ key: ChainKey, validate: () -> Result<[Int], PathFailure>) -> Result<[Int], PathFailure> {
        if let known = chains.withLock({ $0[key] }) { return known }
        let verdict = validate()
        chains.withLock { remembered in
            if remembered.count >= Self.capacity { remembered.removeAll(keepingCapacity: true) }
            remembered[key] = verdict
        }
        return verdict
    }
}
