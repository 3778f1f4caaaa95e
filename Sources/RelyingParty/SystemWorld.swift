internal import Glibc
package import Primitives

extension World {
    /// The machine's clock and the kernel's random numbers, for portals that are processes of their own.
    package static var system: World {
        World(
            now: {
                var time = timespec()
                unsafe clock_gettime(CLOCK_REALTIME, &time)
                return Instant(secondsSinceEpoch: Int64(time.tv_sec))
            },
            random: { count in
                var generator = SystemRandomNumberGenerator()
                return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            })
    }
}
