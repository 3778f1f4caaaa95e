/// How guessing is slowed down. Times in seconds.
package struct ThrottleSettings: Sendable, Equatable {
    /// Failures without a wait: a person who mistypes is not punished.
    package var freeFailures: Int64 = 4
    /// After the failure that follows; doubles with each further one. NIST SP 800-63B-4 §3.2.2 names 30 s to 1 h.
    package var firstWait: Int64 = 30
    package var longestWait: Int64 = 3600
    /// The most consecutive failures that the same section allows; then only recovery helps.
    package var maximumFailures: Int64 = 100
    /// Failures that one network address has in a window. Carrier-grade NAT puts thousands of people behind one
    /// address, so this stops a flood and not a person; a known device is not held by it at all.
    package var addressBudget: Int64 = 300
    package var addressWindow: Int64 = 600
    /// Counters for people who do not exist protect nobody; they are kept this long so that they look like others.
    package var strangerMemory: Int64 = 30 * 86_400

    package init() {}

    /// For codes that live for ninety seconds: nobody has more than five guesses at one, since the first wait outlasts it. ASVS 5.0 6.5.5.
    package static var codes: ThrottleSettings {
        var settings = ThrottleSettings()
        settings.firstWait = 90
        return settings
    }
}
