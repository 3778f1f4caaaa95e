internal import Foundation
internal import Glibc
internal import Primitives
internal import Synchronization

/// Host names into addresses, as this machine's resolver gives them.
///
/// The system's call blocks for as long as a name server keeps silent, so each lookup has a thread of its own, and never one of those
/// that serve requests. A host is looked up once at a time, whoever asks, so that a dead name server holds one thread.
final class AddressResolver: Sendable {
    private typealias Waiter = AsyncStream<[IPAddress]>.Continuation

    /// Lookups under way at once, each for another host; a further host is not resolved now.
    private static let capacity = 128

    private let lookUp: @Sendable (String) -> [IPAddress]
    private let waiting = Mutex<[String: [Waiter]]>([:])

    init(lookUp: @escaping @Sendable (String) -> [IPAddress] = AddressResolver.systemLookUp) { self.lookUp = lookUp }

    /// Every address of the host; none when there is none, or none in time.
    func addresses(of host: String, within limit: Duration) async -> [IPAddress] {
        await withTaskGroup(of: [IPAddress].self) { group in
            group.addTask { await self.addresses(of: host) }
            group.addTask {
                // Cancelled when the addresses came first.
                try? await Task.sleep(for: limit)
                return []
            }
            defer { group.cancelAll() }
            return await group.next() ?? []
        }
    }

    /// Ends at once when its task is cancelled; the thread, which cannot be, ends when the system's call does.
    private func addresses(of host: String) async -> [IPAddress] {
        let (answers, waiter) = AsyncStream.makeStream(of: [IPAddress].self)
        switch join(host, waiter) {
        case .first: Thread.detachNewThread { [self] in finish(host, with: lookUp(host)) }
        case .further: break
        case .refused: return []
        }
        for await addresses in answers { return addresses }
        return []
    }

    private enum Place { case first, further, refused }

    private func join(_ host: String, _ waiter: Waiter) -> Place {
        waiting.withLock { waiting in
            guard waiting[host] == nil else {
                waiting[host, default: []].append(waiter)
                return .further
            }
            guard waiting.count < Self.capacity else { return .refused }
            waiting[host] = [waiter]
            return .first
        }
    }

    private func finish(_ host: String, with addresses: [IPAddress]) {
        for waiter in waiting.withLock({ $0.removeValue(forKey: host) }) ?? [] {
            waiter.yield(addresses)
            waiter.finish()
        }
    }
}

extension AddressResolver {
    /// RFC 3493 §6.1, in the order of RFC 6724.
    static let systemLookUp: @Sendable (String) -> [IPAddress] = { host in
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [IPAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            // An IPv4 address inside an IPv6 one, which no honest name server gives, counts as an answer that cannot be used: none at all.
            guard let address = unsafe address(entry.pointee) else { return [] }
            addresses.append(address)
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }

    private static func address(_ entry: addrinfo) -> IPAddress? {
        guard let socketAddress = unsafe entry.ai_addr else { return nil }
        let raw = UnsafeRawPointer(socketAddress)
        switch unsafe entry.ai_family {
        case AF_INET:
            return unsafe withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in.self).sin_addr) { unsafe IPAddress(bytes: Array($0)) }
        case AF_INET6:
            let address = unsafe withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr) {
                unsafe IPAddress(bytes: Array($0))
            }
            return address?.isIPv6 == true ? address : nil
        default: return nil
        }
    }
}
