import PKI
import Primitives
import Testing

@Suite struct SignatureVerificationTests {
    static let certificates = [
        CertificateFixtures.rsa, CertificateFixtures.rsaPSS, CertificateFixtures.ed25519, CertificateFixtures.p384,
    ]

    @Test(arguments: certificates)
    func `a certificate that signed itself verifies, and nothing else does`(der: [UInt8]) throws {
        let certificate = try #require(Certificate(der: der))
        let key = try #require(certificate.key)
        let scheme = try #require(SignatureScheme(certificate.signatureAlgorithm))
        #expect(key.verify(certificate.signature, over: .bytes(certificate.toBeSigned), scheme: scheme) == .valid)
        #expect(key.verify(certificate.signature, over: .bytes(certificate.toBeSigned + [0]), scheme: scheme) == .invalid)
        #expect(key.verify(certificate.signature + [0], over: .bytes(certificate.toBeSigned), scheme: scheme) == .invalid)
        #expect(key.verify([], over: .bytes(certificate.toBeSigned), scheme: scheme) == .invalid)
        var flipped = certificate.signature
        flipped[flipped.count / 2] ^= 1
        #expect(key.verify(flipped, over: .bytes(certificate.toBeSigned), scheme: scheme) == .invalid)
        if let digest = scheme.digest?.digest(certificate.toBeSigned) {
            #expect(key.verify(certificate.signature, over: .digest(digest), scheme: scheme) == .valid)
            #expect(key.verify(certificate.signature, over: .digest(digest + [0]), scheme: scheme) == .invalid)
        }
    }

    @Test func `PSS with another salt or mask is not the signature`() throws {
        let certificate = try #require(Certificate(der: CertificateFixtures.rsaPSS))
        let key = try #require(certificate.key)
        let right = SignatureScheme.rsaPSS(.sha384, mask: .sha384, saltByteCount: 20)
        #expect(SignatureScheme(certificate.signatureAlgorithm) == right)
        for wrong: SignatureScheme in [
            .rsaPSS(.sha384, mask: .sha384, saltByteCount: 48), .rsaPSS(.sha384, mask: .sha256, saltByteCount: 20), .rsaPKCS1(.sha384),
            .ecdsa(.sha384, .der), .edDSA,
        ] {
            #expect(key.verify(certificate.signature, over: .bytes(certificate.toBeSigned), scheme: wrong) == .invalid)
        }
    }

    @Test func `r and s of another length are no signature`() throws {
        let certificate = try #require(Certificate(der: CertificateFixtures.p384))
        let key = try #require(certificate.key)
        #expect(key.kind == .ecdsa && key.bits == 384)
        let numbers = try DERReader.whole(certificate.signature[...]).elements().map { try $0.integer() }
        let raw = numbers.flatMap { number in
            let digits = number.drop { $0 == 0 }
            return [UInt8](repeating: 0, count: 48 - digits.count) + digits
        }
        let message = PublicKey.Message.bytes(certificate.toBeSigned)
        #expect(key.verify(raw, over: message, scheme: .ecdsa(.sha512, .raw)) == .valid)
        #expect(key.verify(Array(raw.dropLast()), over: message, scheme: .ecdsa(.sha512, .raw)) == .invalid)
        #expect(key.verify([0] + raw + [0], over: message, scheme: .ecdsa(.sha512, .raw)) == .invalid)
        #expect(key.verify(certificate.signature, over: message, scheme: .ecdsa(.sha512, .raw)) == .invalid)
    }

    @Test func `an exponent of one verifies nothing, and a small one is told`() throws {
        let modulus = [UInt8](repeating: 0xC5, count: 256)
        func information(exponent: Int) -> [UInt8] {
            let key = DERWriter.sequence([DERWriter.integer(modulus), DERWriter.integer(exponent)])
            let algorithm = DERWriter.sequence([DERWriter.objectIdentifier("1.2.840.113549.1.1.1"), DERWriter.null])
            return DERWriter.sequence([algorithm, DERWriter.bitString(key)])
        }
        let signature = [UInt8](repeating: 1, count: 256)
        for (exponent, expected): (Int, PublicKey.Verdict) in [
            (1, .unsupported("RSA exponent")), (65536, .unsupported("RSA exponent")), (3, .invalid), (65535, .invalid), (65537, .invalid),
        ] {
            let key = try #require(PublicKey(subjectPublicKeyInfo: information(exponent: exponent)))
            #expect(key.bits == 2048 && key.kind == .rsa && key.hasSmallExponent == (exponent < 65537))
            #expect(key.verify(signature, over: .bytes([]), scheme: .rsaPKCS1(.sha256)) == expected)
        }
    }

    @Test func `fields of a certificate`() throws {
        let certificate = try #require(Certificate(der: CertificateFixtures.rsa))
        #expect(certificate.isSelfIssued)
        #expect(certificate.keyUsage == [.digitalSignature, .nonRepudiation])
        #expect(certificate.extendedKeyUsage == [.timeStamping] && certificate.isExtendedKeyUsageCritical)
        #expect(certificate.basicConstraints?.isAuthority == true && certificate.basicConstraints?.pathLength == nil)
        #expect(certificate.subjectKeyIdentifier?.count == 20)
        #expect(certificate.authorityKeyIdentifier == certificate.subjectKeyIdentifier)
        #expect(certificate.notAfter.seconds(since: certificate.notBefore) == 3650 * 86_400)
        #expect(certificate.subjectAttributes.map(\.value) == ["VN", "Test", "CCCD:001090000001", "Example"])
        #expect(certificate.fingerprint.count == 32)
    }

    @Test(arguments: [
        (DigestAlgorithm.md5, "900150983cd24fb0d6963f7d28e17f72"), (.ripemd160, "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
        (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
        (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (.sha512Truncated224, "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa"),
        (.sha512Truncated256, "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"),
        (.sha3Of256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
    ])
    func `digests of abc`(algorithm: DigestAlgorithm, hex: String) {
        let bytes = Array("abc".utf8)
        #expect(algorithm.digest(bytes) == CertificateFixtures.hex(hex))
        #expect(algorithm.digest(parts: [bytes[..<1], bytes[1..<1], bytes[1...]]) == CertificateFixtures.hex(hex))
    }

    @Test(arguments: DigestAlgorithm.allCases) func `every digest has its length and identifier`(algorithm: DigestAlgorithm) {
        #expect(algorithm.digest([UInt8]())?.count == algorithm.byteCount)
        #expect(DigestAlgorithm(algorithm.identifier) == algorithm)
    }
}
