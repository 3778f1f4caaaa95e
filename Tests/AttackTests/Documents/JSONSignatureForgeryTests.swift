import PKI
import Primitives
import SignatureValidation
import Testing
import TokenCrypto

/// JSON signatures that nobody with the certificate's key has made. RFC 7515 §10, RFC 8725 §2, ETSI TS 119 182-1 §5.1.
@Suite struct JSONSignatureForgeryTests {
    let signer: JSONSigner
    /// Of somebody whom nobody knows.
    let attacker: TestAuthority

    init() throws {
        signer = try JSONSigner()
        attacker = try TestAuthority.root(CertificateTemplate("Signer"))
    }

    private func signature(_ text: String, content: [UInt8]? = nil) throws -> DocumentSignature {
        try #require(try JSONSigner.read(text, content: content).signatures.first)
    }

    @Test func `a sound signature is valid in every serialization`() throws {
        let general =
            "{\"payload\":\"\(signer.payloadText)\",\"signatures\":[{\"protected\":\"\(signer.protected)\","
            + "\"signature\":\"\(try signer.value())\"}]}"
        for text in [try signer.compact(), try signer.flattened(), general] {
            let signature = try signature(text)
            #expect(signature.isAcceptedWhole && signature.errors.isEmpty)
            #expect(signature.properties.level == "B-B" && signature.certificateReference == .matches)
        }
    }

    @Test(arguments: ["none", "None", "nOnE", "", "HS256", "HS384", "HS512", "es256", "ES256K", "RS1", "MD5", "ES256 "])
    func `an algorithm that is nobody's signature`(name: String) throws {
        var forged = signer
        forged.header = JSONSigner.header(signer.authority.certificate, algorithm: name)
        let input = "\(forged.protected).\(forged.payloadText)"
        for value in ["", try signer.value(), try forged.value()] {
            #expect(try signature("\(input).\(value)").cryptography == .unsupported("alg"))
        }
    }

    @Test func `a code keyed with what everybody knows`() throws {
        var forged = signer
        forged.header = JSONSigner.header(signer.authority.certificate, algorithm: "HS256")
        let input = Array("\(forged.protected).\(forged.payloadText)".utf8)
        let certificate = signer.authority.certificate
        for secret in [certificate.der, try TestAuthority.publicKey(of: signer.authority.key), certificate.fingerprint, []] {
            let code = Base64URL.encode(HMAC.sha256(key: secret, input))
            #expect(try signature("\(String(decoding: input, as: UTF8.self)).\(code)").cryptography == .unsupported("alg"))
        }
    }

    @Test func `another algorithm than the key is for`() throws {
        for name in ["RS256", "PS256", "EdDSA", "ES384", "ES512"] {
            var forged = signer
            forged.header = JSONSigner.header(signer.authority.certificate, algorithm: name)
            let found = try signature(try forged.compact()).cryptography
            guard case .signatureFailure = found else { return #expect(Bool(false), "\(name): \(found)") }
        }
    }

    @Test func `a key in the header`() throws {
        let jwk = attacker.key.publicKey.json.text
        var bare = signer
        bare.header = "{\"alg\":\"ES256\",\"jwk\":\(jwk)}"
        #expect(try signature(try bare.compact(by: attacker.key)).cryptography == .unsupported("jwk without certificate"))
        // Beside a certificate it counts for nothing.
        let beside = signer.with(",\"jwk\":\(jwk)")
        #expect(try signature(try beside.compact(by: attacker.key)).cryptography == .signatureFailure("signature value"))
        #expect(try signature(try beside.compact()).signingCertificate == signer.authority.certificate)
    }

    @Test(arguments: ["jku", "x5u", "kid"])
    func `an address of a key is not followed`(name: String) throws {
        var forged = signer
        forged.header = "{\"alg\":\"ES256\",\"\(name)\":\"https://evil.example/key\"}"
        #expect(try signature(try forged.compact(by: attacker.key)).cryptography == .certificateNotFound)
        let beside = signer.with(",\"\(name)\":\"https://evil.example/key\"")
        #expect(try signature(try beside.compact(by: attacker.key)).cryptography == .signatureFailure("signature value"))
    }

    @Test func `the certificate of another with one's own signature`() throws {
        #expect(try signature(try signer.compact(by: attacker.key)).cryptography == .signatureFailure("signature value"))
    }

    @Test func `a header and a payload of two signatures`() throws {
        var other = signer
        other.payload = Array("what was not signed".utf8)
        let swapped = "\(signer.protected).\(other.payloadText).\(try signer.value())"
        #expect(try signature(swapped).cryptography == .signatureFailure("signature value"))
        let further = signer.with(",\"sigPl\":{}")
        let moved = "\(further.protected).\(signer.payloadText).\(try signer.value())"
        #expect(try signature(moved).cryptography == .signatureFailure("signature value"))
    }

    @Test func `every byte of a signature counts`() throws {
        let bytes = Array(try signer.compact().utf8)
        for index in bytes.indices where bytes[index] != UInt8(ascii: ".") {
            var changed = bytes
            changed[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let found = try? JSONSigner.read(String(decoding: changed, as: UTF8.self)).signatures
            #expect(found?.contains { $0.cryptography == .valid } != true, "at \(index)")
        }
    }

    @Test func `a signature value in another form`() throws {
        let raw = try #require(Base64URL.decode(Array(try signer.value().utf8)))
        let numbers = [DERWriter.integer(raw.prefix(32)), DERWriter.integer(raw.suffix(32))]
        let zeros = [UInt8](repeating: 0, count: 32)
        for form in [[], zeros + zeros, raw + [0], Array(raw.dropLast()), Array(raw.prefix(32)) + zeros, DERWriter.sequence(numbers)] {
            let text = "\(signer.protected).\(signer.payloadText).\(Base64URL.encode(form))"
            #expect(try signature(text).cryptography == .signatureFailure("signature value"))
        }
        for slack in ["=", "==", "\\n", "+", " x"] {
            let text = try signer.flattened().replacingFirst("\"}", by: "\(slack)\"}")
            #expect(try signature(text).formatFailure == "the signature value is not base64url", "\(slack)")
        }
    }
}
