internal import PKI
internal import Primitives

extension Report {
    /// The report as an ETSI validation report in XML. ETSI TS 119 102-2 §4.
    package var etsiValidationReport: String {
        let signatures = signatures.isEmpty ? [emptyReport] : signatures.enumerated().map { element($0.element, index: $0.offset) }
        let chain = signatures.isEmpty ? [] : certificates
        let objects = chain.isEmpty ? [] : [XMLText("SignatureValidationObjects", chain.map(Self.object))]
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + XMLText("ValidationReport", attributes: Self.namespaces, signatures + objects).text + "\n"
    }

    private static let namespaces = [("xmlns", "http://uri.etsi.org/19102/v1.2.1#"), ("xmlns:ds", "http://www.w3.org/2000/09/xmldsig#")]

    /// The schema demands one report at least; the standard has no indication for a file without a signature or one that was refused.
    private var emptyReport: XMLText {
        XMLText(
            "SignatureValidationReport",
            [
                timeInformation(proven: nil), process,
                XMLText("SignatureValidationStatus", [XMLText("MainIndication", content: "urn:idp:mainindication:\(indication.rawValue)")]),
            ])
    }

    private func element(_ signature: SignatureReport, index: Int) -> XMLText {
        var children = [identifier(index), timeInformation(proven: signature.provenTime)]
        if let signer = signature.chain.first {
            let certificate = XMLText("SignerCertificate", attributes: [("VOReference", Self.name(signer))])
            children.append(
                XMLText("SignerInformation", [certificate] + (signer.commonName.map { [XMLText("Signer", content: $0)] } ?? [])))
        }
        return XMLText("SignatureValidationReport", children + [process, status(signature)])
    }

    private func identifier(_ index: Int) -> XMLText {
        let digest = digest.map { [Self.digest($0)] } ?? []
        return XMLText(
            "SignatureIdentifier", attributes: [("id", "S-\(index + 1)")],
            digest + [XMLText("HashOnly", content: "false"), XMLText("DocHashOnly", content: "false")])
    }

    private func timeInformation(proven: Instant?) -> XMLText {
        let best = XMLText(
            "BestSignatureTime",
            [
                XMLText("POETime", content: InternetTime.text(proven ?? validationTime)),
                XMLText("TypeOfProof", content: "urn:etsi:019102:poetype:" + (proven == nil ? "validation" : "provided")),
            ])
        return XMLText("ValidationTimeInfo", [XMLText("ValidationTime", content: InternetTime.text(validationTime)), best])
    }

    private var process: XMLText {
        XMLText(
            "SignatureValidationProcess",
            [
                XMLText("SignatureValidationProcessID", content: "urn:etsi:019102:validationprocess:LTA"),
                XMLText("SignatureValidationPracticeStatementId", content: "urn:idp:policy:\(policy.name):\(policy.version)"),
            ])
    }

    private func status(_ signature: SignatureReport) -> XMLText {
        var children = [
            XMLText("MainIndication", content: "urn:etsi:019102:mainindication:" + signature.indication.rawValue.lowercased())
        ]
        if let cause = signature.subIndication {
            children.append(XMLText("SubIndication", content: "urn:etsi:019102:subindication:" + cause.rawValue))
        }
        let chain = signature.chain.map { XMLText("SigningCertificate", attributes: [("VOReference", Self.name($0))]) }.prefix(1)
        let anchor = signature.chain.dropFirst().last.map { [XMLText("TrustAnchor", attributes: [("VOReference", Self.name($0))])] } ?? []
        if !chain.isEmpty { children.append(XMLText("AssociatedValidationReportData", anchor + chain)) }
        return XMLText("SignatureValidationStatus", children)
    }

    /// Each certificate of the chains once, in the order in which they are met.
    private var certificates: [SignatureReport.ChainLink] {
        var seen: Set<[UInt8]> = []
        return signatures.flatMap(\.chain).filter { seen.insert($0.fingerprint).inserted }
    }

    private static func object(_ link: SignatureReport.ChainLink) -> XMLText {
        XMLText(
            "ValidationObject", attributes: [("id", name(link))],
            [
                XMLText("ObjectType", content: "urn:etsi:019102:validationObject:certificate"),
                XMLText("ValidationObjectRepresentation", [digest(link.fingerprint)]),
            ])
    }

    private static func digest(_ bytes: [UInt8]) -> XMLText {
        XMLText(
            "DigestAlgAndValue",
            [
                XMLText("ds:DigestMethod", attributes: [("Algorithm", "http://www.w3.org/2001/04/xmlenc#sha256")]),
                XMLText("ds:DigestValue", content: Base64.encode(bytes)),
            ])
    }

    private static func name(_ link: SignatureReport.ChainLink) -> String { "C-" + Fingerprint.text(link.fingerprint) }
}
