/// Turns `r || s` into the sequence that the library verifies. BSI TR-03111 §5.2, RFC 3279 §2.2.3.
enum ECDSAPair {
    /// Nil unless both numbers have exactly the length of the curve's order.
    static func der(raw: ArraySlice<UInt8>, orderByteCount: Int) -> [UInt8]? {
        guard raw.count == 2 * orderByteCount else { return nil }
        return DERWriter.sequence([DERWriter.integer(raw.prefix(orderByteCount)), DERWriter.integer(raw.suffix(orderByteCount))])
    }
}
