internal import Storage

/// Whether what the server depends on works, for readiness.
enum InstanceProbe {
    /// The name of what fails now, or nil.
    static func failure(of instance: Instance) async -> String? {
        guard instance.keys.failure == nil else { return "keys" }
        do {
            _ = try await Schema.version(of: instance.database)
            return nil
        } catch { return "database" }
    }
}
