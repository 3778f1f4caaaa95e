internal import Glibc

/// Takes from the current process, for good, whatever judging a document does not need.
enum WorkerSandbox {
    private static let cpuSeconds: UInt = 5
    private static let memoryBytes: UInt = 512 << 20

    /// Time, memory, and no file of any size.
    static func limitResources() throws(CommandFailure) {
        try limit(RLIMIT_CPU, cpuSeconds, hard: cpuSeconds + 1)
        try limit(RLIMIT_DATA, memoryBytes)
        try limit(RLIMIT_CORE, 0)
        try limit(RLIMIT_FSIZE, 0)
        // The descriptors that are open stay; there will be no others.
        for descriptor in Int32(3)..<256 { close(descriptor) }
    }

    private static func limit(_ resource: __rlimit_resource, _ value: UInt, hard: UInt? = nil) throws(CommandFailure) {
        var limit = rlimit(rlim_cur: value, rlim_max: hard ?? value)
        guard unsafe setrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else {
            throw CommandFailure("verify-worker: its resources cannot be limited")
        }
    }

    /// From here on only the calls of `SystemCallFilter` reach the kernel: no file, no socket, no process can be opened.
    static func enter() throws(CommandFailure) {
        // A crash is told by its signal; the runtime's own report of it would open files.
        for crash in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { signal(crash, SIG_DFL) }
        guard let control = ProcessControl(), control.call(ProcessControl.setNoNewPrivileges, 1) == 0 else {
            throw CommandFailure("verify-worker: its privileges cannot be given up")
        }
        var instructions = SystemCallFilter.program
        let result = unsafe instructions.withUnsafeMutableBufferPointer { buffer in
            var program = unsafe FilterProgram(count: UInt16(buffer.count), instructions: buffer.baseAddress)
            return unsafe withUnsafeMutablePointer(to: &program) { pointer in
                control.call(ProcessControl.setSeccomp, ProcessControl.filterMode, UInt(bitPattern: pointer))
            }
        }
        guard result == 0 else { throw CommandFailure("verify-worker: the kernel takes no filter of system calls") }
    }

    /// `struct sock_fprog`, `linux/filter.h`.
    @unsafe private struct FilterProgram {
        let count: UInt16
        let instructions: UnsafeMutablePointer<SystemCallFilter.Instruction>?
    }

    /// `prctl(2)`, which C declares with a variable number of arguments, so that Swift does not see it. On the platforms served here it
    /// takes them where any function takes them.
    private struct ProcessControl {
        static let setNoNewPrivileges: Int32 = 38
        static let setSeccomp: Int32 = 22
        static let filterMode: UInt = 2

        private typealias Function = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
        private let function: Function

        init?() {
            guard let symbol = unsafe dlsym(nil, "prctl") else { return nil }
            function = unsafe unsafeBitCast(symbol, to: Function.self)
        }

        func call(_ option: Int32, _ first: UInt, _ second: UInt = 0) -> Int32 { function(option, first, second, 0, 0) }
    }
}
