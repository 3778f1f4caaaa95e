internal import PKI

/// The signatures over a signature's value, and those over theirs. RFC 5652 §11.4.
struct CounterSignatures {
    let signedData: SignedData
    let certificates: [Certificate]
    let limits: Limits

    /// Every one below a signer, named after what it signs; one more than the limit at most.
    func signatures(of signer: SignerInfo, identifier: String, document: DocumentState) -> [DocumentSignature] {
        var found: [DocumentSignature] = []
        var waiting = [(signer: signer, identifier: identifier)]
        while let (parent, name) = waiting.popLast(), found.count <= limits.signatures {
            for (index, value) in parent.unsignedAttributes.all(.countersignature).enumerated() where found.count <= limits.signatures {
                let identifier = "\(name).\(index + 1)"
                guard let child = try? SignerInfo(counterSignature: value) else {
                    found.append(DocumentSignature(identifier: identifier, malformed: "counter-signature"))
                    continue
                }
                found.append(signature(child, over: parent, identifier: identifier, named: name, document: document))
                waiting.append((child, identifier))
            }
        }
        return found
    }

    private func signature(
        _ signer: SignerInfo, over parent: SignerInfo, identifier: String, named name: String, document: DocumentState
    ) -> DocumentSignature {
        let content = SignedContent(.parts([parent.signature[...]]))
        var signature = CMSSignature(signedData: signedData, signer: signer, content: content, certificates: certificates)
            .signature(identifier: identifier, isCounterSignature: true)
        // It stands for the signature below it, and is worth no more.
        signature.document = max(signature.document, document)
        signature.scope = ["signature \(name)"]
        return signature
    }
}
