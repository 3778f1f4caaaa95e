/// One key out of a secret that two parties agreed on. NIST SP 800-56A §5.8.1 with SHA-256, RFC 7518 §4.6.2.
enum ConcatKDF {
    /// - Parameters:
    ///   - algorithm: the name of what the key is for.
    ///   - partyU: what the sender says of itself (`apu`), decoded; `partyV` likewise of the recipient.
    static func derive(_ secret: [UInt8], algorithm: String, partyU: [UInt8], partyV: [UInt8], count: Int) -> [UInt8] {
        let information = prefixed(Array(algorithm.utf8)) + prefixed(partyU) + prefixed(partyV) + number(count * 8)
        var output: [UInt8] = []
        var round = 0
        while output.count < count {
            round += 1
            output += Digest.sha256(number(round) + secret + information)
        }
        return Array(output.prefix(count))
    }

    private static func prefixed(_ bytes: [UInt8]) -> [UInt8] { number(bytes.count) + bytes }

    private static func number(_ value: Int) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
