internal import Audit
internal import PKI
internal import Primitives
internal import SignatureValidation

/// Trusted lists of states, ETSI TS 119 612: many authorities at once, each with the times in which it was to be relied on.
extension TrustCommand {
    /// Believes a list when the certificate that signed it is the one that was given, one that signed a list before it in the domain, or one
    /// that such a list names for it.
    static func installList(
        _ bytes: [UInt8], _ file: String, domain: TrustDomain, fingerprint: [UInt8]?, in instance: Instance, _ options: GlobalOptions
    ) async throws {
        let installed = InstalledTrust(instance.configuration)
        let earlier = try installed.lists().filter { $0.domain == domain }.map(\.list)
        let signers = Set((fingerprint.map { [$0] } ?? []) + earlier.flatMap { [$0.signer] + $0.furtherSigners })
        let list = try read(bytes, file, domain, signers, at: instance.world.now())
        if let held = earlier.first(where: { $0.territory == list.territory }), list.sequenceNumber < held.sequenceNumber {
            throw CommandFailure(
                "\(file): is edition \(list.sequenceNumber), and edition \(held.sequenceNumber) is installed; fetch the newest one")
        }
        try await instance.record(instance.event(.trustInstalled, details: details(list, domain)))
        try installed.install(list, domain: domain)
        for anchor in list.anchors { Record.show(json(anchor, of: list), options) }
    }

    private static func read(
        _ bytes: [UInt8], _ file: String, _ domain: TrustDomain, _ signers: Set<[UInt8]>, at now: Instant
    ) throws(CommandFailure) -> InstalledList {
        do throws(TrustServiceList.Refusal) {
            guard let list = InstalledList(try TrustServiceList.read(bytes, signers: signers, at: now), domain: domain) else {
                throw TrustServiceList.Refusal.document(.malformed("SchemeTerritory"))
            }
            return list
        } catch { throw CommandFailure("\(file): \(mend(error))") }
    }

    private static func mend(_ refusal: TrustServiceList.Refusal) -> String {
        switch refusal {
        case .document(.limit(let name)): "is larger than any trusted list (\(name))"
        case .document(.malformed(let what)), .document(.unsupported(let what)): "cannot be read as a trusted list: \(what)"
        case .signature: "is not signed as a whole, or was changed after signing; fetch it again"
        case .signer(let certificate):
            "was signed with the certificate \(Fingerprint.text(certificate.fingerprint)), which is not known for this, or was not valid "
                + "when the list was issued; compare it with what the state publishes and give it with --fingerprint"
        case .outOfDate(let since): "is out of date since \(InternetTime.text(since)); fetch the newest edition"
        case .notYetValid: "was issued in the future; check this machine's clock"
        }
    }

    static func details(_ list: InstalledList, _ domain: TrustDomain) -> JSON.Object {
        [
            "domain": .string(domain.rawValue), "list": .string(list.territory), "sequence": .integer(list.sequenceNumber),
            "sha256": .string(Fingerprint.text(list.signer)),
        ]
    }

    /// A service, as `list` prints it.
    static func json(_ anchor: TrustAnchor, of list: InstalledList) -> JSON.Object {
        var object = json(anchor.certificate, anchor.domain)
        object["list"] = [
            "territory": .string(list.territory), "sequence": .integer(list.sequenceNumber),
            "signer": .string(Fingerprint.text(list.signer)),
            "nextUpdate": list.nextUpdate.map { .string(InternetTime.text($0)) } ?? .null,
        ]
        object["believed"] = .array(
            (anchor.periods ?? []).map { period in
                [
                    "from": .string(InternetTime.text(period.start)),
                    "to": period.end.map { .string(InternetTime.text($0)) } ?? .null,
                ]
            })
        return object
    }
}
