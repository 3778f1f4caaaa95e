import SignatureValidation
import Testing

/// Oddities of the CMS inside a PDF. ISO 32000-2 §12.8.3.3; ETSI EN 319 142-1 §6.2.
struct CMSInPDFTests {
    @Test func `content inside a signature that is detached`() throws {
        var variant = TestAuthority.CMSVariant()
        variant.content = Array("another document".utf8)
        #expect(try SignedPDF.signed(variant: variant).signature().formatFailure != nil)
    }

    @Test(arguments: [0, 2])
    func `none or several signers`(count: Int) throws {
        var variant = TestAuthority.CMSVariant()
        variant.signers = count
        #expect(try SignedPDF.signed(variant: variant).signature().formatFailure == "not exactly one signer")
    }

    @Test func `without signed attributes it is sound, and no baseline level`() throws {
        var variant = TestAuthority.CMSVariant()
        variant.hasSignedAttributes = false
        let signature = try SignedPDF.signed(variant: variant).signature()
        #expect(signature.cryptography == .valid)
        #expect(signature.properties.level == nil)
    }

    @Test func `without the certificate's digest it is sound, and no baseline level`() throws {
        var variant = TestAuthority.CMSVariant()
        variant.isReferringToCertificate = false
        let signature = try SignedPDF.signed(variant: variant).signature()
        #expect(signature.certificateReference == .absent)
        #expect(signature.properties.level == nil)
    }
}
