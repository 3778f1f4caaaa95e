internal import Glibc
internal import Primitives

extension World {
    /// The machine's clock and its source of randomness: the only place where either is read.
    static let system = World(
        now: {
            var time = timespec()
            // CLOCK_REALTIME exists on every machine this runs on; the call cannot fail for it.
            unsafe clock_gettime(CLOCK_REALTIME, &time)
            return Instant(secondsSinceEpoch: Int64(time.tv_sec))
        },
        random: { count in
            var generator = SystemRandomNumberGenerator()
            var bytes: [UInt8] = []
            bytes.reserveCapacity(count + 7)
            while bytes.count < count { unsafe withUnsafeBytes(of: generator.next()) { unsafe bytes.append(contentsOf: $0) } }
            bytes.removeLast(bytes.count - count)
            return bytes
        })
}
