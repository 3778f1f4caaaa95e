import Primitives
import Synchronization

/// A clock that stands still, and random bytes that never repeat and are the same in every run.
func fixedWorld(at seconds: Int64 = 1_800_000_000) -> World {
    let counter = Mutex(UInt8(0))
    return World(
        now: { Instant(secondsSinceEpoch: seconds) },
        random: { count in
            let first = counter.withLock { value in
                value &+= 1
                return value
            }
            return (0..<count).map { first &+ UInt8(truncatingIfNeeded: $0 &* 7) }
        })
}
