internal import PKI

/// Everything that came with a document and may help to judge it: certificates, lists and answers, each once, all unbelieved.
struct EvidenceCollection {
    private(set) var evidence = RevocationEvidence()
    private var seen: Set<[UInt8]> = []

    init(_ signed: SignedDocument) {
        add(lists: signed.revocationLists, responses: signed.ocspResponses)
        for signature in signed.signatures {
            signature.signingCertificate.map { add([$0]) }
            add(signature.certificates)
            add(lists: signature.revocationLists, responses: signature.ocspResponses)
            add(signature.timestamps)
        }
        add(signed.timestamps)
    }

    private mutating func add(_ certificates: [Certificate]) {
        for certificate in certificates where seen.insert(certificate.fingerprint).inserted { evidence.certificates.append(certificate) }
    }

    private mutating func add(lists: [[UInt8]], responses: [[UInt8]]) {
        for list in lists where seen.insert(list).inserted { RevocationList(der: list).map { evidence.lists.append($0) } }
        for response in responses where seen.insert(response).inserted { OnlineStatus(der: response).map { evidence.responses.append($0) } }
    }

    /// A token brings certificates and lists of its own.
    private mutating func add(_ timestamps: [FoundTimestamp]) {
        for timestamp in timestamps {
            guard seen.insert(timestamp.token).inserted, let token = try? TimestampToken(timestamp.token) else { continue }
            add(token.signedData.certificates())
        }
    }
}
