internal import Primitives

/// A signature over the value of another, inside it. ETSI TS 119 182-1 §5.3.2.
struct JAdESCounterSignature {
    private let value: JSON
    /// The value that it must have signed, encoded.
    private let countersigned: [UInt8]

    init(_ value: JSON, of countersigned: [UInt8]) {
        self.value = value
        self.countersigned = countersigned
    }

    /// Counter-signatures of counter-signatures are recognised and not followed.
    func reading(_ identifier: String, _ limits: Limits) -> [DocumentSignature] {
        let bytes = value.string.map { Array($0.utf8) } ?? value.object?.bytes
        guard let bytes, let serialized = try? JWSSerialization(JWSText(bytes), limits: limits), serialized.signatures.count == 1 else {
            return [failure(identifier, formatFailure: "the counter-signature is not a JWS")]
        }
        var part = serialized.signatures[0]
        let header = part.header
        part.header["etsiU"] = nil
        let payload = JWSPayload(.attached(signed(serialized.payload)), content: nil)
        var signatures = JAdESReading(part, payload: payload, identifier: identifier, limits: limits).signatures()
        for index in signatures.indices {
            signatures[index].scope = ["signature value"]
            if header["etsiU"] != nil { signatures[index].warnings.append(Finding("counter-signature-properties-ignored")) }
        }
        return signatures
    }

    /// What it carries must be the value of the signature that it stands in, whichever way it was encoded; else that value is verified
    /// with, and fails.
    private func signed(_ payload: JWSSerialization.Payload) -> [UInt8] {
        let encodedTwice = Base64URL.encodedBytes(countersigned)
        guard case .attached(let text) = payload else { return encodedTwice }
        return text == countersigned || text == encodedTwice ? text : encodedTwice
    }

    private func failure(_ identifier: String, formatFailure: String) -> DocumentSignature {
        var signature = DocumentSignature(identifier: identifier, cryptography: .signatureFailure("format"), document: .unchanged)
        signature.formatFailure = formatFailure
        return signature
    }
}
