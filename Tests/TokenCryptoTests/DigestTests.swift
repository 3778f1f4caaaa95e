import Testing
import TokenCrypto

/// FIPS 180-4, by the examples that NIST publishes with it.
@Suite struct DigestTests {
    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func `SHA-256`(message: String, digest: String) {
        #expect(Self.hexadecimal(Digest.sha256(Array(message.utf8))) == digest)
    }

    @Test func `SHA-384 and SHA-512`() {
        let message = Array("abc".utf8)
        #expect(Self.hexadecimal(Digest.sha384(message)).hasPrefix("cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"))
        #expect(Self.hexadecimal(Digest.sha512(message)).hasPrefix("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea2"))
        #expect(Digest.sha384(message).count == 48)
        #expect(Digest.sha512(message).count == 64)
    }
}
