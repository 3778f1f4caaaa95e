import Dispatch
import Glibc

/// A TCP client that sends exactly the bytes it is given and waits no longer than it is told.
struct RawSocket: ~Copyable {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure.cannotConnect(errno) }
    }

    deinit { close(descriptor) }

    enum Failure: Error { case cannotConnect(Int32) }

    /// False when the server has closed the connection.
    @discardableResult
    func send(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Everything until the server closes, or until nothing came for `patience` milliseconds. Waits on a thread of its own: Swift's few
    /// threads are needed by the server under test.
    func receive(patience: Int32 = 700) async -> (text: String, closed: Bool) {
        let descriptor = descriptor
        return await withCheckedContinuation { continuation in
            DispatchQueue(label: "socket").async { continuation.resume(returning: Self.receive(from: descriptor, patience)) }
        }
    }

    private static func receive(from descriptor: Int32, _ patience: Int32) -> (text: String, closed: Bool) {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&waiting, 1, patience) > 0 else { return (String(decoding: bytes, as: UTF8.self), false) }
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { return (String(decoding: bytes, as: UTF8.self), true) }
            bytes += chunk[..<count]
        }
    }
}

/// Status codes of the answers in what a connection delivered, in order. A body ends without a line break.
func statuses(in text: String) -> [Int] {
    text.ranges(of: "HTTP/1.1 ").compactMap { Int(text[$0.upperBound...].prefix(3)) }
}
