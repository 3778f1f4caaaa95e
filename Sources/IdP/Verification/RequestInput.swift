internal import Glibc

/// What arrives at a descriptor, piece by piece, each in memory once.
struct RequestInput {
    private let descriptor: Int32
    private var buffered: ArraySlice<UInt8> = []

    /// Nobody's certificates and revocation lists are described by more.
    private static let longestLine = 4 << 20
    private static let longestPiece: Int64 = 1 << 30
    private static let chunk = 256 << 10

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// The bytes before the end of the line; nil where there is none.
    mutating func line() -> [UInt8]? {
        var line: [UInt8] = []
        while line.count <= Self.longestLine {
            if buffered.isEmpty, !fill() { return nil }
            guard let end = buffered.firstIndex(of: UInt8(ascii: "\n")) else {
                line += buffered
                buffered = []
                continue
            }
            line += buffered[..<end]
            buffered = buffered[(end + 1)...]
            return line
        }
        return nil
    }

    /// So many bytes; nil where there are fewer.
    mutating func bytes(_ count: Int64?) -> [UInt8]? {
        guard let count, (0...Self.longestPiece).contains(count) else { return nil }
        let known = buffered.prefix(Int(count))
        buffered = buffered.dropFirst(known.count)
        var bytes = [UInt8](repeating: 0, count: Int(count))
        bytes.replaceSubrange(..<known.count, with: known)
        var filled = known.count
        while filled < bytes.count {
            let read = read(into: &bytes, from: filled)
            guard read > 0 else { return nil }
            filled += read
        }
        return bytes
    }

    /// Everything up to a limit, such as a whole file; nil where it cannot be read.
    static func all(of descriptor: Int32, upTo limit: Int) -> [UInt8]? {
        let input = Self(descriptor)
        // A pipe has no size, that of a folder is beyond reason, and a file may grow while it is read.
        let size = Int(lseek(descriptor, 0, SEEK_END))
        if size > 0 { lseek(descriptor, 0, SEEK_SET) }
        var bytes = [UInt8](repeating: 0, count: min(limit, max(0, min(size, limit)) + chunk))
        var filled = 0
        while true {
            let count = input.read(into: &bytes, from: filled)
            guard count >= 0 else { return nil }
            filled += count
            if count == 0 || filled == limit { break }
            if filled == bytes.count { bytes += [UInt8](repeating: 0, count: min(bytes.count, limit - filled)) }
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }

    var isAtEnd: Bool { mutating get { buffered.isEmpty && !fill() } }

    private mutating func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: Self.chunk)
        let count = read(into: &chunk, from: 0)
        buffered = chunk.prefix(max(0, count))
        return count > 0
    }

    private func read(into bytes: inout [UInt8], from start: Int) -> Int {
        while true {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
            }
            if count >= 0 || errno != EINTR { return count }
        }
    }
}
