internal import Storage

/// Whether the database answers, for readiness.
enum DatabaseProbe {
    static func failure(of database: any Database) async -> String? {
        do {
            _ = try await Schema.version(of: database)
            return nil
        } catch { return "database" }
    }
}
