internal import PKI

/// Whether a token is over exactly certain bytes. RFC 3161 §2.4.2.
enum TimestampImprint {
    /// False for a token that cannot be read, or whose hash is not served here.
    static func matches(_ token: [UInt8], parts: [ArraySlice<UInt8>]) -> Bool {
        guard let token = try? TimestampToken(token) else { return false }
        return token.covers(parts)
    }
}
