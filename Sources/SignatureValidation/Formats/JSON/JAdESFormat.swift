internal import Primitives

/// JSON signatures: JWS in any serialization, and what JAdES adds. RFC 7515, ETSI TS 119 182-1.
package enum JAdESFormat: DocumentFormat {
    /// A JSON object that has a signature, or three parts of which the first is a header.
    package static func recognises(_ document: Document) -> Bool {
        let text = JWSText(document.bytes)
        switch text.bytes.first {
        case UInt8(ascii: "{"): return text.mentionsSignature
        case UInt8(ascii: "e"): return text.looksCompact
        default: return false
        }
    }

    package static func read(_ document: Document, limits: Limits) throws(DocumentRejection) -> SignedDocument {
        guard document.bytes.count <= limits.documentBytes else { throw .limit("documentBytes") }
        let serialized = try JWSSerialization(JWSText(document.bytes), limits: limits)
        guard serialized.signatures.count <= limits.signatures else { throw .limit("signatures") }
        var signed = SignedDocument(format: .jades)
        for (index, part) in serialized.signatures.enumerated() {
            let payload = JWSPayload(serialized.payload, content: document.content)
            var reading = JAdESReading(part, payload: payload, identifier: "signature-\(index + 1)", limits: limits)
            reading.unsignedMembers = serialized.unsignedMembers
            signed.signatures += reading.signatures()
        }
        guard signed.signatures.count <= limits.signatures else { throw .limit("signatures") }
        return signed
    }
}
