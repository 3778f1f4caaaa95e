internal import CZlib

/// Owns one decompression of zlib. RFC 1950.
@safe struct InflateStream: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>

    init?() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe idp_inflate_init(stream, 15) == Z_OK else {
            unsafe stream.deallocate()
            return nil
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// The whole of the data; nil when it is damaged or would be longer than `most`.
    consuming func inflate(_ input: ArraySlice<UInt8>, most: Int) -> Result<[UInt8], DocumentRejection> {
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var source = Array(input)
        let status: Int32 = unsafe source.withUnsafeMutableBufferPointer { source in
            unsafe stream.pointee.next_in = source.baseAddress
            unsafe stream.pointee.avail_in = UInt32(clamping: source.count)
            var status = Z_OK
            while status == Z_OK, output.count <= most {
                let (result, count) = step(into: &chunk)
                output.append(contentsOf: chunk[..<count])
                status = count == 0 && result == Z_OK ? Z_DATA_ERROR : result
            }
            return status
        }
        guard output.count <= most else { return .failure(.limit("inflatedBytes")) }
        return status == Z_STREAM_END ? .success(output) : .failure(.malformed("PDF compressed stream"))
    }

    private func step(into chunk: inout [UInt8]) -> (Int32, Int) {
        let size = chunk.count
        return unsafe chunk.withUnsafeMutableBufferPointer { target in
            unsafe stream.pointee.next_out = target.baseAddress
            unsafe stream.pointee.avail_out = UInt32(clamping: size)
            let result = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
            return unsafe (result, size - Int(stream.pointee.avail_out))
        }
    }
}
