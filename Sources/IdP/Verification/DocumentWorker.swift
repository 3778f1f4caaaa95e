internal import Glibc

/// Runs one judgement in a process of its own, which can do nothing but compute: what is in the document, and whatever a parser makes of
/// it, can cost one answer and nothing more.
enum DocumentWorker {
    enum Outcome: Sendable, Equatable {
        case answer([UInt8])
        /// Why there is none: a word for the report.
        case failure(String)
    }

    /// Seconds without a byte in either direction. The process itself may compute for fewer.
    private static let patience = 10
    private static let maximumAnswerBytes = 64 << 20

    /// Blocks until the answer is there.
    /// - Parameter request: in pieces, which are sent one after the other.
    static func run(_ request: [[UInt8]], command: [String] = ["/proc/self/exe", VerifyWorkerCommand.name]) -> Outcome {
        var sockets: [Int32] = [-1, -1]
        // Both ends are closed in every other process that this one starts.
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &sockets) == 0 else {
            return .failure("no worker")
        }
        let (ours, theirs) = (sockets[0], sockets[1])
        defer { close(ours) }
        let spawned = spawn(command, on: theirs)
        close(theirs)
        guard let child = spawned else { return .failure("no worker") }
        setPatience(of: ours)
        // A worker that ended early is told by how it ended.
        let wasSent = request.allSatisfy { send($0, to: ours) }
        shutdown(ours, Int32(SHUT_WR))
        let answer = receive(from: ours)
        if !wasSent || answer == nil { kill(child, SIGKILL) }
        let status = wait(for: child)
        guard let answer, status == 0, !answer.isEmpty else { return .failure(word(for: status)) }
        return .answer(answer)
    }

    private static func spawn(_ command: [String], on descriptor: Int32) -> pid_t? {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, 1)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // What our threads block or ignore would hold in the worker too, the end of its time among it.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        // Nothing of our environment is the worker's business.
        var environment: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
        var child: pid_t = 0
        guard unsafe posix_spawn(&child, command[0], &actions, &attributes, &arguments, &environment) == 0 else { return nil }
        return child
    }

    private static func setPatience(of socket: Int32) {
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    private static func send(_ bytes: [UInt8], to socket: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.send(socket, buffer.baseAddress.map { unsafe $0 + sent }, buffer.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Nil when the worker fell silent before the end, or would not come to one.
    private static func receive(from socket: Int32) -> [UInt8]? {
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0, answer.count + count <= maximumAnswerBytes else { return nil }
            if count == 0 { return answer }
            answer += chunk.prefix(count)
        }
    }

    private static func wait(for child: pid_t) -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status
    }

    /// The lower bits tell which signal ended it.
    private static func word(for status: Int32) -> String {
        switch status & 0x7F {
        case SIGXCPU: "time"
        case SIGKILL: "time or memory"
        case SIGSYS: "forbidden call"
        case 0: "worker failure"
        default: "crash"
        }
    }
}
