internal import PKI
internal import Primitives
@testable internal import SignatureValidation

/// Files that somebody signed, and a validator that trusts whoever came along with them: so that judging reaches paths, revocation and
/// timestamps too.
struct Genuine {
    let files: [[UInt8]]
    let validator: SignatureValidator

    /// Between the validity of what tests sign and that of what others published.
    private static let now = Instant(secondsSinceEpoch: 1_750_000_000)
    /// What detached signatures of tests are over.
    static let content = Array("what was signed".utf8)

    init(files: [[UInt8]]) {
        self.files = files
        var trust = TrustStore()
        for signature in files.flatMap(Self.signatures) {
            for certificate in [signature.signingCertificate].compactMap(\.self) + signature.certificates {
                trust.add(certificate, domain: .test)
            }
        }
        validator = SignatureValidator(trust: trust, at: Self.now)
    }

    private static func signatures(in file: [UInt8]) -> [DocumentSignature] {
        let document = document(file)
        guard let format = DocumentFormats.all.first(where: { $0.recognises(document) }) else { return [] }
        return (try? format.read(document, limits: Limits()).signatures) ?? []
    }

    private static func document(_ file: [UInt8]) -> Document { Document(bytes: file, content: .bytes(content)) }

    /// The whole judgement in every form in which it is handed out, as a worker makes it.
    func report(on input: [UInt8]) -> Report {
        let report = validator.report(on: Self.document(input))
        let forms = [report.json().bytes, report.json(detailed: true).bytes]
        demand(forms.allSatisfy { (try? JSON(parsing: $0, maximumDepth: 64)) != nil }, "reports are JSON")
        let xml = Array(report.etsiValidationReport.utf8)
        demand((try? XMLReader.read(xml[...], limits: Limits())) != nil, "reports are XML")
        return report
    }
}

extension SignatureReport {
    /// What only files may reach that somebody signed.
    var isBelieved: Bool { cryptography == .valid && document <= .extended }
}

/// A digest by which signed bytes are known again.
func fingerprint(_ bytes: some Sequence<UInt8>) -> [UInt8] { DigestAlgorithm.sha256.digest(Array(bytes)) ?? [] }
