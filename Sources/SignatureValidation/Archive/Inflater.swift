internal import CZlib

/// Undoes deflate without a header, into exactly as many bytes as were announced. RFC 1951.
enum Inflater {
    /// Nil unless the input is one whole stream, wholly used, of exactly `count` bytes.
    static func inflate(_ input: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
        var stream = unsafe z_stream()
        guard unsafe idp_inflate_init(&stream, -MAX_WBITS) == Z_OK else { return nil }
        defer { unsafe inflateEnd(&stream) }
        // One byte more than is wanted shows a stream that goes on.
        guard let inputCount = UInt32(exactly: input.count), let room = UInt32(exactly: count + 1) else { return nil }
        var isWhole = false
        let output = unsafe [UInt8](unsafeUninitializedCapacity: count + 1) { buffer, initializedCount in
            let result = unsafe input.withUnsafeBufferPointer { bytes in
                // The library does not write to its input; its interface is older than `const`.
                unsafe stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
                unsafe stream.avail_in = inputCount
                unsafe stream.next_out = buffer.baseAddress
                unsafe stream.avail_out = room
                return unsafe CZlib.inflate(&stream, Z_FINISH)
            }
            initializedCount = unsafe Int(room - stream.avail_out)
            isWhole = unsafe result == Z_STREAM_END && stream.avail_in == 0
        }
        return isWhole && output.count == count ? output : nil
    }

    /// ISO 3309, as ZIP and PNG have it.
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        unsafe bytes.withUnsafeBufferPointer { unsafe UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count)) }
    }
}
