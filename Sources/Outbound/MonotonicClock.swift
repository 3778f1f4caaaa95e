internal import Glibc

/// Seconds that only go forward, for what is kept in memory; the time of day is `World`'s.
enum MonotonicClock {
    static let seconds: @Sendable () -> Double = {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
