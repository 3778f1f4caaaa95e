internal import Foundation
internal import Storage

/// The one writer: a thread that takes all waiting transactions and commits them together, so that many share one flush of the disk.
///
/// One that throws leaves no trace and does not touch its neighbours. Nobody is answered, not even with an error, before the commit that
/// decides what they saw.
final class SQLiteWriter: @unchecked Sendable {
    private let connection: SQLiteConnection
    private let settings: SQLiteSettings
    /// Guards everything below.
    private let condition = NSCondition()
    private var waiting: [any QueuedWrite] = []
    private var running: [any QueuedWrite] = []
    private var isClosing = false
    private var isClosed = false
    private var closers: [CheckedContinuation<Void, Never>] = []
    private let watchdog = DispatchSource.makeTimerSource(queue: .global())

    init(connection: SQLiteConnection, settings: SQLiteSettings) {
        self.connection = connection
        self.settings = settings
        let thread = Thread { [self] in work() }
        thread.name = "sqlite-writer"
        thread.start()
        watchdog.setEventHandler { [weak self] in self?.answerOverdue() }
        watchdog.schedule(deadline: .now(), repeating: .milliseconds(250), leeway: .milliseconds(100))
        watchdog.resume()
    }

    func perform<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { caller in
            let write = PendingWrite(queuedAt: .now, caller: caller, body: body)
            if let refusal = enqueue(write) { write.answer(refusal) }
        }
    }

    private func enqueue(_ write: any QueuedWrite) -> DatabaseError? {
        condition.lock()
        defer { condition.unlock() }
        guard !isClosing else { return .closed }
        guard waiting.count < settings.queueLimit else { return .busy }
        waiting.append(write)
        if waiting.count == 1 { condition.signal() }
        return nil
    }

    /// Accepts nothing more. What was accepted is still carried out.
    func stop() {
        condition.withLock {
            isClosing = true
            condition.signal()
        }
    }

    func close() async {
        stop()
        await withCheckedContinuation { closer in
            condition.lock()
            let isClosed = self.isClosed
            if !isClosed { closers.append(closer) }
            condition.unlock()
            if isClosed { closer.resume() }
        }
    }

    // MARK: - The thread

    private func work() {
        while let group = next() { carryOut(group[...]) }
        watchdog.cancel()
        connection.close()
        let closers = condition.withLock {
            isClosed = true
            return self.closers
        }
        for closer in closers { closer.resume() }
    }

    private func next() -> [any QueuedWrite]? {
        condition.lock()
        defer { condition.unlock() }
        running = []
        while waiting.isEmpty && !isClosing { condition.wait() }
        guard !waiting.isEmpty else { return nil }
        gather()
        if waiting.count <= settings.groupLimit {
            swap(&running, &waiting)
        } else {
            running = Array(waiting.prefix(settings.groupLimit))
            waiting.removeFirst(settings.groupLimit)
        }
        return running
    }

    /// Lets the threads that are ready to run come first, as long as they bring more writes: a commit costs as much as ten writes, and
    /// where nobody else wants the processor this costs less than a microsecond.
    private func gather() {
        var count = 0
        while waiting.count > count && waiting.count < settings.groupLimit {
            count = waiting.count
            condition.unlock()
            sched_yield()
            condition.lock()
        }
    }

    /// Carries the group out in one commit, at first as if all of it will succeed: a savepoint costs a copy of every page that is touched in
    /// it. When a write throws, all of it is taken back, and each gets the savepoint that it needs.
    private func carryOut(_ group: ArraySlice<any QueuedWrite>) {
        do {
            try connection.begin()
            let together = group.filter { !$0.isAnswered }
            do { for write in together { try connection.perform(write) } } catch {
                connection.abandon()
                return carryOutSeparately(group)
            }
            try connection.commit()
            for write in together { write.answer() }
        } catch {
            connection.abandon()
            for write in group { write.answer(error) }
        }
    }

    /// Carries the group out in one commit, each write in its savepoint. When SQLite gives the transaction up halfway, those that were in it
    /// get that error, and the rest goes into another.
    private func carryOutSeparately(_ group: ArraySlice<any QueuedWrite>) {
        var rest = group
        while !rest.isEmpty {
            var together: [any QueuedWrite] = []
            do {
                try connection.begin()
                while let write = rest.popFirst() {
                    guard !write.isAnswered else { continue }
                    together.append(write)
                    try attempt(write)
                }
                try connection.commit()
                for write in together { write.answer() }
            } catch {
                connection.abandon()
                // A transaction that never began: all that wait for it meet the same obstacle.
                let lost = together.isEmpty ? rest : together[...]
                if together.isEmpty { rest = [] }
                for write in lost { write.answer(error) }
            }
        }
    }

    /// Runs one transaction in its savepoint.
    ///
    /// - Throws: only when the whole group's transaction is lost.
    private func attempt(_ write: any QueuedWrite) throws(DatabaseError) {
        try connection.markSavepoint()
        let ending = connection.ending
        do {
            try write.perform(on: connection)
        } catch {
            write.refuse(error)
            guard connection.isInTransaction else { throw error as? DatabaseError ?? .statement("the transaction was lost") }
            try connection.returnToSavepoint()
            connection.ending = ending
        }
        try connection.releaseSavepoint()
    }

    /// A caller does not wait for a stalled disk for ever: a write that has not begun is dropped, one that has may still be carried out.
    private func answerOverdue() {
        condition.lock()
        let limit = ContinuousClock.now - settings.writeDeadline
        let overdue = (running + waiting).filter { $0.queuedAt < limit }
        if !overdue.isEmpty { waiting.removeAll { $0.queuedAt < limit } }
        condition.unlock()
        for write in overdue { write.answer(DatabaseError.busy) }
    }
}

extension SQLiteConnection {
    /// Takes the write lock at once: a transaction that reads first and writes later could find its snapshot outdated.
    fileprivate func begin() throws(DatabaseError) {
        ending = nil
        try execute("BEGIN IMMEDIATE", [])
    }

    fileprivate func commit() throws {
        try ending?.write(on: self)
        try execute("COMMIT", [])
    }

    /// - Throws: also when a body survived an error that ended the transaction: what came next would be committed by itself.
    fileprivate func perform(_ write: any QueuedWrite) throws {
        try write.perform(on: self)
        guard isInTransaction else { throw DatabaseError.statement("the transaction was lost") }
    }

    fileprivate func markSavepoint() throws(DatabaseError) { try execute("SAVEPOINT one", []) }
    fileprivate func returnToSavepoint() throws(DatabaseError) { try execute("ROLLBACK TO one", []) }
    fileprivate func releaseSavepoint() throws(DatabaseError) { try execute("RELEASE one", []) }

    /// Gives up what is open. A rollback can fail only when there is nothing to roll back, or with the file itself, whose error is known already.
    fileprivate func abandon() {
        if isInTransaction { _ = try? execute("ROLLBACK", []) }
    }
}
