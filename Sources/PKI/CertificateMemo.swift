internal import Synchronization

/// Remembers certificates that were read: the signatures of a document bring the same few, and the library takes longer to read a key than
/// to verify with it.
///
/// What is remembered is what reading the same bytes again would give.
final class CertificateMemo: Sendable {
    static let shared = CertificateMemo()

    /// Then everything is forgotten: some MB at most.
    private static let capacity = 512
    private let certificates = Mutex<[[UInt8]: Certificate]>([:])

    func certificate(_ fingerprint: [UInt8], read: () -> Certificate?) -> Certificate? {
        if let known = certificates.withLock({ $0[fingerprint] }) { return known }
        guard let certificate = read() else { return nil }
        certificates.withLock { remembered in
            if remembered.count >= Self.capacity { remembered.removeAll(keepingCapacity: true) }
            remembered[fingerprint] = certificate
        }
        return certificate
    }
}
