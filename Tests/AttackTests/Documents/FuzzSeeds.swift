import Foundation
import PKI
import Testing

@testable import SignatureValidation

/// Sound files of every kind, by the fuzz target that starts from them. docs/decisions/0051.
///
/// `scripts/fuzz` names a folder for them in `IDP_FUZZ_SEEDS`; without it they are only looked at.
@Suite struct FuzzSeeds {
    private static let folder = ProcessInfo.processInfo.environment["IDP_FUZZ_SEEDS"].map { URL(filePath: $0) }

    @Test func `are sound, and written where the fuzz targets read them`() throws {
        for (target, files) in ["pdf": try pdf(), "xml": try xml(), "cms": try cms(), "zip": try zip(), "json": try json()] {
            for (index, bytes) in files.enumerated() {
                let signatures = try Self.signatures(in: bytes)
                #expect(!signatures.isEmpty && signatures.allSatisfy(\.isAcceptedWhole), "\(target) \(index)")
                try Self.write(bytes, target, index)
            }
        }
        for (index, bytes) in try certificate().enumerated() { try Self.write(bytes, "certificate", index) }
    }

    private static func signatures(in bytes: [UInt8]) throws -> [DocumentSignature] {
        let document = Document(bytes: bytes, content: .bytes(SignedDataTemplate().content))
        let format = try #require(DocumentFormats.all.first { $0.recognises(document) })
        return try format.read(document, limits: Limits()).signatures
    }

    private static func write(_ bytes: [UInt8], _ target: String, _ index: Int) throws {
        guard let folder = folder?.appending(path: target) else { return }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: folder.appending(path: "own-\(index)"))
    }

    /// Signed once; filled in afterwards; signed again.
    private func pdf() throws -> [[UInt8]] {
        let signed = try SignedPDF.signed()
        var filled = signed
        let appearance = SignedPDF.stream("/Subtype /Form /BBox [0 0 150 20]", "(900) Tj")
        filled.update([6: SignedPDF.amount("900", appearance: 20), 20: appearance])
        var further = filled
        try further.sign(
            [
                3: SignedPDF.page(annotations: "6 0 R 10 0 R 12 0 R"), 5: SignedPDF.form(fields: "6 0 R 10 0 R 12 0 R"),
                12: SignedPDF.signatureField("Signature2", value: 13),
            ], value: 13)
        return [signed.bytes, filled.bytes, further.bytes]
    }

    private func xml() throws -> [[UInt8]] {
        let signer = try XMLSigner()
        let object = "<ds:Object xmlns:ds=\"\(XMLSigner.dsig)\" Id=\"o\">five</ds:Object>"
        let enveloping = try signer.signature([XMLSigner.Reference(uri: "#o", octets: object)], objects: object)
        return [try signer.invoice().document, enveloping].map { Array($0.utf8) }
    }

    private func cms() throws -> [[UInt8]] {
        let holder = try TestAuthority.root(CertificateTemplate("Signer"))
        var template = SignedDataTemplate()
        template.named = holder.certificate
        var detached = template
        detached.isDetached = true
        let stamped = try holder.token(over: template.content, at: TestTime.now, referring: holder.certificate)
        template.unsignedAttributes = [SignedDataTemplate.attribute(.signatureTimestamp, [stamped])]
        return [try template.signed(by: holder), try detached.signed(by: holder)]
    }

    private func zip() throws -> [[UInt8]] {
        let holder = try TestAuthority.root(CertificateTemplate("Signer"))
        var template = SignedDataTemplate()
        template.named = holder.certificate
        template.isDetached = true
        var signature = ZipBuilder.File("META-INF/signature.p7s")
        signature.content = try template.signed(by: holder)
        var content = ZipBuilder.File("a.txt")
        (content.content, content.isDeflated) = (template.content, true)
        let simple = ZipBuilder(files: [ZipBuilder.File("mimetype", "application/vnd.etsi.asic-s+zip"), content, signature])
        let package = try OfficeSignatureAttackTests.package().map { ZipBuilder.File($0.name, $0.content) }
        return [simple.bytes(), ZipBuilder(files: package).bytes()]
    }

    private func json() throws -> [[UInt8]] {
        let signer = try JSONSigner()
        let flattened = try signer.flattened(unprotected: "{\"etsiU\":[\"e30\"]}")
        return [try signer.compact(), flattened].map { Array($0.utf8) }
    }

    private func certificate() throws -> [[UInt8]] {
        let authority = try TestAuthority.root(.authority("Root"))
        let holder = try authority.issue(CertificateTemplate("Signer"))
        var list = TestAuthority.ListTemplate()
        list.revoked = [(serialNumber: 7, at: TestTime.start, reason: 1)]
        return [
            authority.certificate.der, holder.certificate.der, try authority.list(list).der,
            try authority.answer(about: holder.certificate, under: authority.certificate).der,
            try holder.token(over: [1], at: TestTime.now, referring: holder.certificate),
        ]
    }
}
