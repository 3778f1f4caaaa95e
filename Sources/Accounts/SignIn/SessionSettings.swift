/// How long a sign-in lasts, in seconds.
package struct SessionSettings: Sendable, Equatable {
    /// Half of what NIST SP 800-63B-4 §2.2.3 allows at AAL2, and all that it allows at AAL3: a working day.
    package var lifetime: Int64 = 12 * 3600
    /// The most that the same section allows at AAL2; long enough for a dossier filled in at another portal.
    package var idleTimeout: Int64 = 3600
    /// `lastSeen` is written when it is older than this: a browser that moves between portals costs one write a minute.
    package var touchInterval: Int64 = 60
    /// A device that was not used for so long is a stranger again; browsers keep no cookie longer than 400 days.
    package var deviceLifetime: Int64 = 400 * 86_400

    package init() {}
}
