/// Which RSA keys are accepted.
enum RSAPolicy {
    /// RFC 7518 §3.3 demands 2048 bits; above 8192 a verification costs milliseconds that a stranger chooses.
    static let modulusBits = 2048...8192

    static func demand(modulus: [UInt8], exponent: [UInt8]) throws(JWKError) {
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        guard bits >= modulusBits.lowerBound else { throw .modulusTooShort }
        guard bits <= modulusBits.upperBound else { throw .modulusTooLong }
        guard modulus.last.map({ $0 & 1 == 1 }) == true else { throw .memberMalformed("n") }
        // FIPS 186-5 §A.1.1: odd and above 2^16. 64 bits are more than any key in use has.
        guard exponent.count <= 8 else { throw .exponentUnacceptable }
        let value = exponent.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard value >= 65537, value & 1 == 1 else { throw .exponentUnacceptable }
        guard !hasFingerprintOfROCA(modulus) else { throw .modulusWeak }
    }

    /// True for moduli of the smart-card chips whose primes can be computed from the modulus: modulo every small prime it is a power
    /// of 65537, which happens to other moduli about once in 2^27. CVE-2017-15361.
    private static func hasFingerprintOfROCA(_ modulus: [UInt8]) -> Bool {
        powersOf65537.allSatisfy { prime, powers in
            powers.contains(modulus.reduce(0) { ($0 << 8 | Int($1)) % prime })
        }
    }

    private static let powersOf65537: [(prime: Int, powers: Set<Int>)] = [
        11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157,
    ].map { prime in
        var powers: Set<Int> = []
        var power = 1
        while powers.insert(power).inserted { power = power * 65537 % prime }
        return (prime, powers)
    }
}
