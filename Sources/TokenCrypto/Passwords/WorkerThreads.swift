import Glibc
import Synchronization

/// A fixed number of threads that take work from one bounded queue, in order.
@safe final class WorkerThreads: @unchecked Sendable {
    /// Does the work, and returns how to tell its result, which happens when its place in the queue is free again.
    typealias Work = @Sendable () -> @Sendable () -> Void

    /// A thread that the system would not make.
    struct StartFailure: Error { let code: Int32 }

    private struct State {
        var waiting: [Work] = []
        var unfinished = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let capacity: Int
    /// Counts the waiting pieces of work, and one for each thread once closed.
    private let signal: UnsafeMutablePointer<sem_t>
    private let count: Int

    /// - Parameter capacity: pieces of work that run or wait at once.
    init(count: Int, capacity: Int) throws(StartFailure) {
        self.count = count
        self.capacity = capacity
        unsafe signal = .allocate(capacity: 1)
        unsafe sem_init(signal, 0, 0)
        for _ in 0..<count {
            do throws(StartFailure) {
                try start()
            } catch {
                close()
                throw error
            }
        }
    }

    /// Runs when the last thread has left, because each holds this object.
    deinit {
        unsafe sem_destroy(signal)
        unsafe signal.deallocate()
    }

    /// Whether the work was taken; it is not when the queue is full.
    func submit(_ work: @escaping Work) -> Bool {
        let accepted = state.withLock { state in
            guard state.unfinished < capacity, !state.isClosed else { return false }
            state.unfinished += 1
            state.waiting.append(work)
            return true
        }
        if accepted { unsafe sem_post(signal) }
        return accepted
    }

    /// Lets the threads finish what was taken, and end.
    func close() {
        state.withLock { $0.isClosed = true }
        for _ in 0..<count { unsafe sem_post(signal) }
    }

    private func start() throws(StartFailure) {
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(self)
        let code = unsafe pthread_create(
            &thread, nil,
            { context in
                if let context = unsafe context { unsafe Unmanaged<WorkerThreads>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            unsafe context.release()
            throw StartFailure(code: code)
        }
        pthread_detach(thread)
    }

    private func run() {
        while true {
            // Interrupted waits are simply repeated.
            guard unsafe sem_wait(signal) == 0 else { continue }
            let work = state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
            guard let work else {
                if state.withLock({ $0.isClosed }) { return }
                continue
            }
            let report = work()
            state.withLock { $0.unfinished -= 1 }
            report()
        }
    }
}
