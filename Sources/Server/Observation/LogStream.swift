internal import Dispatch
internal import Glibc
internal import Synchronization

/// Lines on their way to a file descriptor. Whoever logs never waits for the terminal, pipe or disk behind it.
///
/// Lines are written by one queue of their own, in order. When the reader is too slow and the buffer full, lines are dropped and
/// counted, and the count is logged: a stuck log must not stop sign-ins.
package final class LogStream: Sendable {
    private struct Buffer {
        var bytes: [UInt8] = []
        var dropped = 0
        var scheduled = false
    }

    private let descriptor: Int32
    private let capacity: Int
    private let buffer = Mutex(Buffer())
    private let queue = DispatchQueue(label: "log")

    package init(descriptor: Int32, capacity: Int = 4 << 20) {
        self.descriptor = descriptor
        self.capacity = capacity
    }

    package static let standardError = LogStream(descriptor: STDERR_FILENO)

    /// Appends one line, given without its line feed.
    package func write(_ line: [UInt8]) {
        let mustSchedule = buffer.withLock { buffer in
            guard buffer.bytes.count + line.count < capacity else {
                buffer.dropped += 1
                return false
            }
            buffer.bytes.append(contentsOf: line)
            buffer.bytes.append(0x0A)
            defer { buffer.scheduled = true }
            return !buffer.scheduled
        }
        // Twenty milliseconds gather what a busy server logs into one system call.
        if mustSchedule { queue.asyncAfter(deadline: .now() + .milliseconds(20)) { self.drain() } }
    }

    /// Returns when everything logged so far is written.
    package func flush() { queue.sync { drain() } }

    private func drain() {
        let (bytes, dropped) = buffer.withLock { buffer in
            defer { buffer = Buffer() }
            return (buffer.bytes, buffer.dropped)
        }
        writeAll(bytes)
        if dropped > 0 { writeAll(Array(#"{"level":"warning","event":"log lines dropped","count":\#(dropped)}"#.utf8) + [0x0A]) }
    }

    /// A descriptor that takes no more is given up silently: there is nowhere left to report it.
    private func writeAll(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return
            }
        }
    }
}
