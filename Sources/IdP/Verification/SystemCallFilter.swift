/// Which system calls a worker may make: those of computing and answering. `seccomp(2)`, classic BPF.
enum SystemCallFilter {
    /// `struct sock_filter`, `linux/filter.h`.
    struct Instruction: BitwiseCopyable {
        let code: UInt16
        let jumpTrue: UInt8
        let jumpFalse: UInt8
        let value: UInt32
    }

    /// Nothing that only computes opens files, sockets or processes, or reaches for others': a call that does, or one of a foreign
    /// architecture, ends the process. What else is not allowed fails as if a permission were missing, which libraries take for an answer.
    static let program: [Instruction] = {
        var program = [
            load(offset: 4), Instruction(code: 0x15, jumpTrue: 1, jumpFalse: 0, value: architecture), answer(killProcess), load(offset: 0),
        ]
        program += memory.flatMap(withoutExecution)
        program += allowed.flatMap { [equals($0, elseSkip: 1), answer(allow)] }
        program += forbidden.flatMap { [equals($0, elseSkip: 1), answer(killProcess)] }
        return program + [answer(notPermitted)]
    }()

    private static let allow: UInt32 = 0x7FFF_0000
    private static let killProcess: UInt32 = 0x8000_0000
    /// `SECCOMP_RET_ERRNO` with `EPERM`.
    private static let notPermitted: UInt32 = 0x0005_0001

    private static func load(offset: UInt32) -> Instruction { Instruction(code: 0x20, jumpTrue: 0, jumpFalse: 0, value: offset) }
    private static func answer(_ value: UInt32) -> Instruction { Instruction(code: 0x06, jumpTrue: 0, jumpFalse: 0, value: value) }

    private static func equals(_ number: UInt32, elseSkip count: UInt8) -> Instruction {
        Instruction(code: 0x15, jumpTrue: 0, jumpFalse: count, value: number)
    }

    /// Memory may be asked for, but none that code runs from: the third argument must not have `PROT_EXEC`.
    private static func withoutExecution(_ number: UInt32) -> [Instruction] {
        [
            equals(number, elseSkip: 4), load(offset: 32), Instruction(code: 0x45, jumpTrue: 0, jumpFalse: 1, value: 4),
            answer(notPermitted), answer(allow),
        ]
    }

    #if arch(x86_64)
        private static let architecture: UInt32 = 0xC000_003E
        /// mmap, mprotect.
        private static let memory: [UInt32] = [9, 10]
        /// read, write, close, fstat, munmap, brk, rt_sigaction, rt_sigprocmask, rt_sigreturn, writev, sched_yield, mremap, madvise, getpid,
        /// exit, sigaltstack, gettid, futex, restart_syscall, clock_gettime, exit_group, getrandom, rseq.
        private static let allowed: [UInt32] = [
            0, 1, 3, 5, 11, 12, 13, 14, 15, 20, 24, 25, 28, 39, 60, 131, 186, 202, 219, 228, 231, 318, 334,
        ]
        /// open, openat, openat2, creat, open_by_handle_at; socket, socketpair, bind, connect, sendto, sendmsg; clone, clone3, fork, vfork,
        /// execve, execveat; kill, pidfd_open, pidfd_send_signal, ptrace, process_vm_readv, process_vm_writev; io_uring_setup.
        private static let forbidden: [UInt32] = [
            2, 257, 437, 85, 304, 41, 53, 49, 42, 44, 46, 56, 435, 57, 58, 59, 322, 62, 434, 424, 101, 310, 311, 425,
        ]
    #elseif arch(arm64)
        private static let architecture: UInt32 = 0xC000_00B7
        private static let memory: [UInt32] = [222, 226]
        /// The same calls.
        private static let allowed: [UInt32] = [
            63, 64, 57, 80, 215, 214, 134, 135, 139, 66, 124, 216, 233, 172, 93, 132, 178, 98, 128, 113, 94, 278, 293,
        ]
        /// The same calls, as far as they are there.
        private static let forbidden: [UInt32] = [
            56, 437, 265, 198, 199, 200, 203, 206, 211, 220, 435, 221, 281, 129, 434, 424, 117, 270, 271, 425,
        ]
    #endif
}
