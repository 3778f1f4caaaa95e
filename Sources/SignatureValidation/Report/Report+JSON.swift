internal import PKI
package import Primitives

extension Report {
    /// The shape that portals rely on; a detailed report has further members and none less.
    package func json(detailed: Bool = false) -> JSON.Object {
        var object: JSON.Object = [
            "file": .text(file), "format": .text(format?.rawValue), "indication": .string(indication.rawValue),
            "reason": .text(reason.map { $0.text(.english) }),
            "signatures": .array(signatures.map { .object($0.json(detailed: detailed)) }),
            "timestamps": .array(timestamps.map { .object($0.json) }),
            "evidenceRecords": .integer(Int64(evidenceRecords)), "warnings": .findings(warnings),
        ]
        if detailed { addDetails(to: &object) }
        return object
    }

    private func addDetails(to object: inout JSON.Object) {
        object.append("policy", ["name": .string(policy.name), "version": .string(policy.version)])
        object.append("validationTime", .string(InternetTime.text(validationTime)))
        object.append("software", ["name": .string(Software.name), "version": .string(Software.version)])
        object.append("digest", digest.map { ["algorithm": "SHA-256", "value": .string(Fingerprint.text($0))] } ?? .null)
        object.append("text", ["vi": .object(summary(.vietnamese).json), "en": .object(summary(.english).json)])
    }
}

extension SignatureReport {
    fileprivate func json(detailed: Bool) -> JSON.Object {
        var object: JSON.Object = [
            "indication": .string(indication.rawValue), "subIndication": .text(subIndication?.rawValue),
            "cryptography": .string(cryptography.rawValue), "document": .string(document.rawValue), "level": .text(level),
            "signer": signer.map { .object($0.json) } ?? .null, "identity": identity.map { .object($0.json) } ?? .null,
            "claimedTime": .text(claimedTime.map { InternetTime.text($0) }), "provenTime": .text(provenTime.map { InternetTime.text($0) }),
            "scope": JSON(scope), "changes": .array(changes.map { .object($0.json) }),
            "timestamps": .array(timestamps.map { .object($0.json) }), "errors": .findings(errors), "warnings": .findings(warnings),
        ]
        if detailed { addDetails(to: &object) }
        return object
    }

    private func addDetails(to object: inout JSON.Object) {
        object.append("id", .string(identifier))
        object.append("signaturePolicy", .text(signaturePolicy))
        object.append("trustDomain", .text(domain?.rawValue))
        object.append("chain", .array(chain.map { .object($0.json) }))
        object.append("revocation", .array(revocation.map { .object($0.json) }))
        object.append("algorithms", .array(algorithms.map { .object($0.json) }))
        object.append("information", .findings(information))
        object.append("text", ["vi": .object(summary(.vietnamese).json), "en": .object(summary(.english).json)])
    }
}

extension SignatureReport.Signer {
    fileprivate var json: JSON.Object {
        [
            "commonName": .text(commonName),
            "identifiers": .array(identifiers.map { ["kind": .string($0.kind.rawValue), "value": .string($0.value)] }),
        ]
    }
}

extension IdentityBinding {
    fileprivate var json: JSON.Object { ["result": .string(result.rawValue), "kind": .text(kind?.rawValue)] }
}

extension DocumentChange {
    fileprivate var json: JSON.Object {
        ["kind": .string(kind), "pages": .array(pages.map { .integer(Int64($0)) }), "subject": .text(subject)]
    }
}

extension TimestampReport {
    fileprivate var json: JSON.Object {
        [
            "kind": .string(kind.rawValue), "time": .text(time.map { InternetTime.text($0) }), "authority": .text(authority),
            "indication": .string(indication.rawValue), "subIndication": .text(subIndication?.rawValue), "scope": JSON(scope),
        ]
    }
}

extension SignatureReport.ChainLink {
    fileprivate var json: JSON.Object {
        [
            "commonName": .text(commonName), "sha256": .string(Fingerprint.text(fingerprint)),
            "notBefore": .string(InternetTime.text(notBefore)), "notAfter": .string(InternetTime.text(notAfter)),
        ]
    }
}

extension SignatureReport.RevocationUse {
    fileprivate var json: JSON.Object {
        var object: JSON.Object = [
            "certificate": .integer(Int64(link)), "source": .string(source.rawValue), "status": .string(word),
            "producedAt": .string(InternetTime.text(producedAt)), "validUntil": .text(validUntil.map { InternetTime.text($0) }),
        ]
        switch status {
        case .good: break
        case .revoked(let since), .suspended(let since): object.append("since", .string(InternetTime.text(since)))
        }
        return object
    }

    private var word: String {
        switch status {
        case .good: "good"
        case .revoked: "revoked"
        case .suspended: "suspended"
        }
    }
}

extension AlgorithmUse {
    fileprivate var json: JSON.Object {
        [
            "purpose": .string("\(purpose)"), "digest": .text(digest), "signature": .text(signature),
            "keyBits": keyBits.map { .integer(Int64($0)) } ?? .null,
        ]
    }
}

extension JSON {
    static func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

    fileprivate static func findings(_ findings: [Finding]) -> JSON {
        .array(findings.map { ["code": .string($0.code), "detail": .text($0.detail)] })
    }
}
