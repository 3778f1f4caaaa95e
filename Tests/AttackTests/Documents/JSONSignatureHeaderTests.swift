import PKI
import Primitives
import SignatureValidation
import Testing

/// Headers of JSON signatures that two readers read differently, or that name another certificate. RFC 7515 §4.1.11 and §7.2.1, RFC 7797
/// §6, ETSI TS 119 182-1 §5.1.7 and §5.2.2.
@Suite struct JSONSignatureHeaderTests {
    let signer: JSONSigner

    init() throws { signer = try JSONSigner() }

    private func signature(_ text: String, content: [UInt8]? = nil) throws -> DocumentSignature {
        try #require(try JSONSigner.read(text, content: content).signatures.first)
    }

    /// What the whole judgement says, in which the findings of a format count.
    private func report(_ text: String, _ policy: ValidationPolicy) throws -> SignatureReport {
        var trust = TrustStore()
        trust.add(TrustAnchor(listed: signer.authority.certificate, domain: .test, periods: []))
        let report = SignatureValidator(trust: trust, policy: policy, at: TestTime.now).report(on: Document(bytes: Array(text.utf8)))
        return try #require(report.signatures.first)
    }

    @Test(arguments: [
        (",\"crit\":[\"exp\"],\"exp\":1", "critical-header-not-understood"),
        (",\"crit\":[\"urn:evil\"],\"urn:evil\":{}", "critical-header-not-understood"), (",\"crit\":[\"sigT\"]", "critical-header-missing"),
        (",\"crit\":[]", "critical-header-malformed"), (",\"crit\":null", "critical-header-malformed"),
        (",\"crit\":\"sigT\"", "critical-header-malformed"), (",\"crit\":[\"iat\",\"iat\"]", "critical-header-malformed"),
        (",\"b64\":true", "critical-header-missing"), (",\"b64\":false", "critical-header-missing"),
    ])
    func `what is critical and not understood`(further: String, code: String) throws {
        var signer = signer.with(further)
        signer.isEncoded = !further.contains("false")
        let text = try signer.compact()
        #expect(try signature(text).errors.map(\.code) == [code])
        for policy in [ValidationPolicy.vietnamStrict, .vietnamArchive] {
            let report = try report(text, policy)
            #expect(report.indication != .totalPassed && report.errors.contains { $0.code == code }, "\(policy.name)")
        }
    }

    @Test func `a payload that is not encoded is signed as it stands`() throws {
        var plain = signer.with(",\"b64\":false,\"crit\":[\"b64\"]")
        plain.isEncoded = false
        #expect(try signature(try plain.compact()).isAcceptedWhole)
        // The encoded text with the same signature is another payload, and so is the text where it should be encoded.
        let encoded = "\(plain.protected).\(Base64URL.encode(plain.payload)).\(try plain.value())"
        #expect(try !signature(encoded).isAcceptedWhole)
        let text = "\(signer.protected).\(plain.payloadText).\(try signer.value())"
        #expect(try !signature(text).isAcceptedWhole)
    }

    @Test(arguments: ["\"false\"", "0", "null", "[false]", "{}"])
    func `whether it is encoded is said with a Boolean`(value: String) throws {
        for isEncoded in [true, false] {
            var odd = signer.with(",\"b64\":\(value),\"crit\":[\"b64\"]")
            odd.isEncoded = isEncoded
            #expect(try signature(try odd.compact()).formatFailure == "b64 is not a Boolean")
        }
    }

    @Test(arguments: [
        "\"alg\":\"ES256\",\"alg\":\"none\"", "\"alg\":\"none\",\"\\u0061lg\":\"ES256\"", "\"alg\":[\"ES256\"]", "\"alg\":null", "\"x\":1",
    ])
    func `a header without one algorithm`(members: String) throws {
        var odd = signer
        odd.header = "{\(members),\"x5c\":[\"\(Base64.encode(signer.authority.certificate.der))\"]}"
        #expect(try signature(try odd.compact()).formatFailure == "the protected header is not one")
        // Nor does the header that nobody signed have a say.
        let beside = try odd.flattened(unprotected: "{\"alg\":\"ES256\"}")
        #expect(try signature(beside).formatFailure == "the protected header is not one")
    }

    @Test func `a file that says a thing twice`() throws {
        let value = try signer.value()
        for further in [
            ",\"payload\":\"\(Base64URL.encode(Array("forged".utf8)))\"", ",\"protected\":\"\(signer.protected)\"",
            ",\"signature\":\"\(value)\"", ",\"\\u0070ayload\":\"AA\"", ",\"signatures\":[]",
            ",\"signatures\":[{\"protected\":\"\(signer.protected)\",\"signature\":\"\(value)\"}]",
        ] {
            #expect(throws: DocumentRejection.self) { try JSONSigner.read(try signer.flattened(further: further)) }
        }
    }

    @Test(arguments: ["alg", "x5c", "x5t#S256", "crit", "b64", "iat"])
    func `a member in both headers`(name: String) throws {
        let signer = signer.with(",\"crit\":[\"b64\"],\"b64\":true")
        let text = try signer.flattened(unprotected: "{\"\(name)\":true}")
        #expect(try signature(text).formatFailure == "\(name) stands in both headers")
    }

    @Test func `a certificate in the header that nobody signed`() throws {
        let attacker = try TestAuthority.root(CertificateTemplate("Signer"))
        var bare = signer
        bare.header = "{\"alg\":\"ES256\"}"
        let chain = "{\"x5c\":[\"\(Base64.encode(attacker.certificate.der))\"]}"
        let forged = "{\"payload\":\"\(bare.payloadText)\",\"protected\":\"\(bare.protected)\",\"header\":\(chain),"
        #expect(try signature(forged + "\"signature\":\"\(try bare.value(by: attacker.key))\"}").cryptography == .certificateNotFound)
    }

    @Test func `another certificate of the same key`() throws {
        let other = try signer.authority.certify(CertificateTemplate("Someone else"), key: signer.authority.key)
        let digest = Base64URL.encode(signer.authority.certificate.fingerprint)
        let list = ",\"sigX5ts\":[{\"digAlg\":\"S256\",\"digVal\":\"\(digest)\"}]"
        for header in [
            JSONSigner.header(other, named: signer.authority.certificate),
            "{\"alg\":\"ES256\",\"cty\":\"text/plain\",\"iat\":1750000000,\"x5c\":[\"\(Base64.encode(other.der))\"]\(list)}",
        ] {
            var swapped = signer
            swapped.header = header
            let text = try swapped.compact()
            #expect(try signature(text).certificateReference == .differs)
            #expect(try report(text, .vietnamStrict).subIndication == .noSigningCertificateFound)
        }
    }

    @Test func `a digest finds its own certificate among those that came along`() throws {
        let other = try signer.authority.certify(CertificateTemplate("Someone else"), key: signer.authority.key)
        var bare = signer
        bare.header = "{\"alg\":\"ES256\",\"x5t#S256\":\"\(Base64URL.encode(signer.authority.certificate.fingerprint))\"}"
        func text(_ certificates: [Certificate]) throws -> String {
            let values = certificates.map { "{\"x509Cert\":{\"val\":\"\(Base64.encode($0.der))\"}}" }.joined(separator: ",")
            return try bare.flattened(unprotected: "{\"etsiU\":[{\"xVals\":[\(values)]}]}")
        }
        #expect(try signature(text([other])).cryptography == .certificateNotFound)
        let found = try signature(text([other, signer.authority.certificate]))
        #expect(found.signingCertificate == signer.authority.certificate && found.certificateReference == .matches)
    }

    @Test(arguments: ["\"AA\"", "[]", "[\"AA\"]", "[7]", "{}", "null"])
    func `a chain that is none`(chain: String) throws {
        var odd = signer
        odd.header = "{\"alg\":\"ES256\",\"x5c\":\(chain)}"
        let found = try signature(try odd.compact())
        #expect(found.formatFailure?.hasPrefix("x5c") == true && found.cryptography != .valid)
    }
}
