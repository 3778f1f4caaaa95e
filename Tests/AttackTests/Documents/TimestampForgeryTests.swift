import PKI
import Primitives
import Testing

/// Tokens that were copied, or made by whoever is no timestamping authority. SIGNATURES §4.
@Suite struct TimestampForgeryTests {
    let root: TestAuthority
    let store: TrustStore
    let bytes = Array("a signature value".utf8)

    init() throws {
        root = try TestAuthority.root(.authority("Time root"))
        var store = TrustStore()
        store.add(root.certificate, domain: .timestamp)
        self.store = store
    }

    private func token(_ authority: TestAuthority, referring reference: Certificate?) throws -> TimestampToken {
        try TimestampToken(authority.token(over: bytes, at: TestTime.now, referring: reference))
    }

    private func verification(_ template: CertificateTemplate) throws -> TimestampVerification {
        let authority = try root.issue(template)
        return try token(authority, referring: authority.certificate).verification(in: store)
    }

    @Test func `A token of an authority under the anchor is trusted`() throws {
        let verification = try verification(.timestampAuthority("Clock"))
        #expect(verification.failure == nil)
        #expect(verification.isTrusted)
    }

    @Test func `A token is over its own bytes alone`() throws {
        let authority = try root.issue(.timestampAuthority("Clock"))
        let token = try token(authority, referring: authority.certificate)
        #expect(token.covers([bytes[...]]))
        #expect(!token.covers([Array("another signature value".utf8)[...]]))
    }

    @Test func `A signer's certificate makes no timestamp`() throws {
        #expect(try verification(CertificateTemplate("Signer")).failure == .extendedKeyUsage)
    }

    @Test func `The purpose must be critical`() throws {
        var template = CertificateTemplate.timestampAuthority("Clock")
        template.isExtendedKeyUsageCritical = false
        #expect(try verification(template).failure == .extendedKeyUsage)
    }

    @Test func `The purpose must be the only one`() throws {
        var template = CertificateTemplate.timestampAuthority("Clock")
        template.extendedKeyUsages = [.timeStamping, "1.3.6.1.5.5.7.3.4"]
        #expect(try verification(template).failure == .extendedKeyUsage)
    }

    @Test func `The token says which certificate is its authority's`() throws {
        let authority = try root.issue(.timestampAuthority("Clock"))
        #expect(try token(authority, referring: nil).verification(in: store).failure == .certificateReference)
        #expect(try token(authority, referring: root.certificate).verification(in: store).failure == .certificateReference)
    }

    @Test func `An authority of nobody is sound and not trusted`() throws {
        let stranger = try TestAuthority.root(.authority("Stranger")).issue(.timestampAuthority("Clock"))
        let verification = try token(stranger, referring: stranger.certificate).verification(in: store)
        #expect(verification.failure == nil)
        #expect(!verification.isTrusted)
    }

    @Test func `An authority whose certificate had expired at that time is not trusted`() throws {
        var template = CertificateTemplate.timestampAuthority("Clock")
        template.notAfter = TestTime.now - 1
        #expect(try !verification(template).isTrusted)
    }

    @Test func `A changed time breaks the signature`() throws {
        let authority = try root.issue(.timestampAuthority("Clock"))
        let sound = try authority.token(over: bytes, at: TestTime.now, referring: authority.certificate)
        let time = TestAuthority.time(TestTime.now).dropFirst(2)
        let position = try #require(sound.indices.first { sound[$0...].starts(with: time) })
        var forged = sound
        forged[position + 3] = UInt8(ascii: "1")
        let failure = try TimestampToken(forged).verification(in: store).failure
        #expect(failure == .signature("content"))
    }
}
