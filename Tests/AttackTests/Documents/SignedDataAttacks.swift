import PKI
import Testing

@testable import SignatureValidation

/// Signed data that says two things, or signs something else than it seems to. RFC 5652, RFC 5035, EN 319 122-1.
@Suite struct SignedDataAttacks {
    let holder: TestAuthority
    let authority: TestAuthority

    init() throws {
        authority = try TestAuthority.root(.authority("Root"))
        holder = try authority.issue(Self.template)
    }

    private static var template: CertificateTemplate {
        var template = CertificateTemplate("Signer")
        template.serialNumber = 7
        return template
    }

    private func read(_ bytes: [UInt8], content: DetachedContent? = nil) throws -> DocumentSignature {
        let signed = try CAdESFormat.read(Document(bytes: bytes, content: content), limits: Limits())
        return try #require(signed.signatures.first)
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private func sound() -> SignedDataTemplate {
        var template = SignedDataTemplate()
        template.named = holder.certificate
        return template
    }

    @Test func `a sound signature is valid, at its level`() throws {
        let signature = try read(sound().signed(by: holder))
        #expect(signature.cryptography == .valid && signature.document == .unchanged && signature.formatFailure == nil)
        #expect(signature.certificateReference == .matches && signature.properties.level == "B-B")
        #expect(signature.claimedTime?.instant == TestTime.now)
        #expect(signature.signingCertificate == holder.certificate)
    }

    @Test func `digest algorithm substitution`() throws {
        for wrong: OID in ["2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.8", "1.3.14.3.2.26"] {
            var template = sound()
            template.digestAlgorithm = DERWriter.sequence([DERWriter.objectIdentifier(wrong)])
            let digest = try #require(DigestAlgorithm(wrong)?.digest(template.content))
            template.messageDigests = [digest]
            let signature = try read(template.signed(by: holder))
            #expect(signature.cryptography == .signatureFailure("digestAlgorithm differs from the hash of signatureAlgorithm"))
        }
    }

    @Test func `content replaced`() throws {
        var template = sound()
        let digest = try #require(DigestAlgorithm.sha256.digest(template.content))
        template.messageDigests = [digest]
        template.content = Array("something else".utf8)
        let signature = try read(template.signed(by: holder))
        #expect(signature.cryptography == .hashFailure("message digest") && signature.document == .changed)
    }

    @Test func `no message digest although there are signed attributes`() throws {
        var template = sound()
        template.messageDigests = []
        #expect(try read(template.signed(by: holder)).formatFailure == "signed attributes without a message digest")
    }

    @Test func `two message digests`() throws {
        var template = sound()
        let digest = try #require(DigestAlgorithm.sha256.digest(template.content))
        template.messageDigests = [digest, [UInt8](repeating: 0, count: 32)]
        let signature = try read(template.signed(by: holder))
        #expect(signature.formatFailure != nil && signature.cryptography != .valid)
    }

    @Test func `content type differs, or is not attributed`() throws {
        for attributed: OID? in [nil, .timestampInfo] {
            var template = sound()
            template.attributedType = attributed
            #expect(try read(template.signed(by: holder)).formatFailure == "content type differs from what is signed")
        }
    }

    /// The signed attributes of one signature, presented as the content of another that has none.
    @Test func `signed attributes presented as content`() throws {
        let original = try SignedData(sound().signed(by: holder)[...])
        let value = try #require(original.signers[0].signedAttributesValue)
        let signer = DERWriter.sequence([
            DERWriter.integer(1), Array(original.signers[0].identifierValue.encoding), TestAuthority.sha256,
            TestAuthority.signatureAlgorithm,
            DERWriter.octetString(original.signers[0].signature),
        ])
        let forged = SignedDataTemplate.contentInfo(
            type: .data, content: DERWriter.value(.set, value.contents), certificates: [holder.certificate], signers: [signer])
        let signature = try read(forged)
        #expect(signature.formatFailure == "signed attributes presented as the content" && signature.cryptography != .valid)
    }

    @Test func `without signed attributes the arithmetic holds, and there is no level`() throws {
        var template = sound()
        template.hasSignedAttributes = false
        let signature = try read(template.signed(by: holder))
        #expect(signature.cryptography == .valid && signature.properties.level == nil && !signature.properties.isAdES)
    }

    @Test func `certificate substitution under one name and number`() throws {
        let other = try authority.issue(Self.template)
        var template = sound()
        template.certificates = [other.certificate]
        let substituted = try read(template.signed(by: holder))
        #expect(substituted.cryptography == .signatureFailure("signature value") && substituted.certificateReference == .differs)
        // With both there, the one that the attribute names is the signer's, in whatever order they come.
        for certificates in [[other.certificate, holder.certificate], [holder.certificate, other.certificate]] {
            template.certificates = certificates
            let signature = try read(template.signed(by: holder))
            #expect(signature.cryptography == .valid && signature.signingCertificate == holder.certificate)
        }
    }

    /// The holder of a certificate signs with their own key, and names another's certificate.
    @Test func `a key that the named certificate does not have`() throws {
        let victim = try authority.issue(Self.template)
        var template = sound()
        template.named = victim.certificate
        template.certificates = [victim.certificate, holder.certificate]
        let signature = try read(template.signed(by: holder, stated: victim.certificate))
        #expect(signature.cryptography == .signatureFailure("signature value"))
        #expect(signature.signingCertificate == victim.certificate)
    }

    @Test func `no certificate of the signer`() throws {
        var template = sound()
        template.certificates = [authority.certificate]
        #expect(try read(template.signed(by: holder)).cryptography == .certificateNotFound)
    }

    @Test func `a copied signature timestamp`() throws {
        let authority = try TestAuthority.root(.timestampAuthority("TSA"))
        let plain = try SignedData(sound().signed(by: holder)[...])
        for (covered, matches) in [(Array("another signature".utf8), false), (plain.signers[0].signature, true)] {
            let token = try authority.token(over: covered, at: TestTime.now, referring: authority.certificate)
            let unsigned = DERWriter.value(.context(1), SignedDataTemplate.attribute(.signatureTimestamp, [token]))
            let signer = try DERReader.whole(plain.signerEncoding[...])
            let bytes = SignedDataTemplate.contentInfo(
                type: .data, content: plain.content.map { Array($0.joined()) }, certificates: [holder.certificate],
                signers: [DERWriter.value(.sequence, signer.contents + unsigned)])
            let signature = try read(bytes)
            #expect(signature.timestamps.map(\.imprintMatches) == [matches])
            #expect(signature.properties.level == (matches ? "B-T" : "B-B"))
        }
    }

    @Test func `attributes that are hashed out of order are accepted and remarked`() throws {
        var template = sound()
        template.isUnordered = true
        let signature = try read(template.signed(by: holder))
        #expect(signature.cryptography == .valid && signature.warnings == [Finding("signed-attributes-not-der")])
    }

    @Test func `detached content is absent, given, or only its digest`() throws {
        var template = sound()
        template.isDetached = true
        let bytes = try template.signed(by: holder)
        let digest = try #require(DigestAlgorithm.sha256.digest(template.content))
        #expect(try read(bytes).cryptography == .dataNotFound("detached content"))
        #expect(try read(bytes, content: .bytes(template.content)).cryptography == .valid)
        #expect(try read(bytes, content: .bytes([])).cryptography == .hashFailure("message digest"))
        #expect(try read(bytes, content: .digest(algorithm: "SHA-256", value: digest)).cryptography == .valid)
        #expect(try read(bytes, content: .digest(algorithm: "SHA-256", value: digest.reversed())).cryptography != .valid)
        #expect(try read(bytes, content: .digest(algorithm: "SHA-512", value: [])).cryptography == .dataNotFound("detached content"))
    }

    @Test func `a place for one signature takes one, with its content elsewhere`() throws {
        var template = sound()
        template.isDetached = true
        func place(_ template: SignedDataTemplate, _ tail: [UInt8] = [], padded: Bool = true) throws -> DocumentSignature {
            let bytes = try template.signed(by: holder) + tail
            return CMSSignature.detached(
                bytes[...], content: SignedContent(.parts([template.content[...3], template.content[4...]])), identifier: "f",
                allowsZeroPadding: padded, limits: Limits())
        }
        #expect(try place(template).cryptography == .valid)
        #expect(try place(template, [0, 0, 0]).cryptography == .valid)
        #expect(try place(template, [0, 0, 0], padded: false).formatFailure != nil)
        #expect(try place(template, [0, 0, 1]).formatFailure != nil)
        template.signerCount = 2
        #expect(try place(template).formatFailure == "not exactly one signer")
        template.signerCount = 0
        #expect(try place(template).formatFailure == "not exactly one signer")
        template.signerCount = 1
        template.isDetached = false
        #expect(try place(template).formatFailure == "content inside a detached signature")
    }

    @Test func `whatever byte is changed, nothing else becomes valid`() throws {
        let bytes = try sound().signed(by: holder)
        let signed = try SignedData(bytes[...])
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1 << UInt8(index % 8)
            guard let document = try? CAdESFormat.read(Document(bytes: changed), limits: Limits()) else { continue }
            for signature in document.signatures where signature.cryptography == .valid {
                // What may differ is what the signature does not cover: the list of digests, versions, the certificate's own signature.
                let content = try SignedData(changed[...]).content.map { Array($0.joined()) }
                #expect(content == signed.content.map { Array($0.joined()) })
                #expect(signature.certificateReference == .differs || signature.signingCertificate == holder.certificate)
            }
        }
    }

    @Test func `every prefix is refused`() throws {
        let bytes = try sound().signed(by: holder)
        for count in 0..<bytes.count {
            #expect(throws: DocumentRejection.self) {
                _ = try CAdESFormat.read(Document(bytes: Array(bytes.prefix(count))), limits: Limits())
            }
        }
    }

    @Test func `nesting without end`() {
        let bytes: [UInt8] =
            [0x30, 0x80, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02]
            + (0..<1_000_000).flatMap { _ in [0xA0, 0x80] as [UInt8] }
        #expect(throws: DocumentRejection.limit("depth")) { _ = try CAdESFormat.read(Document(bytes: bytes), limits: Limits()) }
    }

    @Test func `parts without number`() throws {
        let head = Self.bytes("3080 06092a864886f70d010702 a080 3080 020101 3100 3080 06092a864886f70d010701 a080 2480")
        let parts = [UInt8](repeating: 4, count: 4_000_000).indices.map { $0 % 2 == 0 ? UInt8(4) : 0 }
        let bytes = head + parts + Self.bytes("0000 0000 0000 3100 0000 0000 0000")
        #expect(throws: DocumentRejection.limit("objects")) { _ = try CAdESFormat.read(Document(bytes: bytes), limits: Limits()) }
    }

    @Test func `signers without number`() throws {
        var template = sound()
        template.signerCount = 257
        let bytes = try template.signed(by: holder)
        #expect(throws: DocumentRejection.limit("signatures")) { _ = try CAdESFormat.read(Document(bytes: bytes), limits: Limits()) }
    }
}

extension SignedData {
    /// The one SignerInfo as it stands there, without its unsigned attributes.
    fileprivate var signerEncoding: [UInt8] {
        let signer = signers[0]
        let fields = [
            signer.version, signer.identifierValue, signer.digestAlgorithmValue, signer.signedAttributesValue,
            signer.signatureAlgorithmValue, signer.signatureValue,
        ]
        return DERWriter.sequence(fields.compactMap { $0.map { Array($0.encoding) } })
    }
}
