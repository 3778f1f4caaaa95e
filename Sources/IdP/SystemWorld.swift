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
            var bytes = [UInt8](repeating: 0, count: count)
            // One system call for what a token needs (it gives at most 256 bytes); the generator of the standard library makes one for every eight bytes.
            let filled = unsafe bytes.withUnsafeMutableBytes { unsafe getentropy($0.baseAddress, $0.count) }
            precondition(filled == 0, "the kernel gave no randomness")
            return bytes
        })
}
