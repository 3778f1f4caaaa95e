internal import NIOCore

/// Runs a request's work on its connection's event loop, so that what was waited for comes back where the answer is written:
/// the default pool would wake a thread of its own first.
final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
