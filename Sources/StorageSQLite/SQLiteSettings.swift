/// How SQLite is run.
package struct SQLiteSettings: Sendable {
    /// How long a write waits for another process's write, such as a command beside the server: less than `writeDeadline`.
    package var busyMilliseconds: Int32 = 4_000
    /// How long a caller waits for a stalled disk before it is told `DatabaseError.busy`.
    package var writeDeadline: Duration = .seconds(5)
    /// Writes that may wait at once: beyond this they are shed, so that a stall costs bounded memory.
    package var queueLimit = 20_000
    /// Writes that share a commit at most: bounds how long the first of them waits for the last.
    package var groupLimit = 512
    /// Idle connections that are kept; more are opened when more threads read at once.
    package var idleReaders = 8
    /// The database's size limit in pages of 4 KiB; nil: the disk's.
    package var maximumPages: Int?

    package init() {}

    /// `synchronous = FULL`: a commit is on the disk, not merely in the operating system, when it is acknowledged.
    /// `wal_autocheckpoint`: 16 MiB; the default of 4 MiB makes the writer pause for the disk four times as often.
    /// `trusted_schema`, `cell_size_check`: a tampered file runs no functions and cannot lead the parser astray.
    /// No `mmap_size`: a disk error would be a signal that ends the process instead of an error that one caller sees.
    var pragmas: String {
        """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA trusted_schema = OFF;
        PRAGMA cell_size_check = ON;
        PRAGMA wal_autocheckpoint = 4000;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -16000;
        \(maximumPages.map { "PRAGMA max_page_count = \($0);" } ?? "")
        """
    }
}
