internal import PKI
internal import Primitives

/// The timestamps of a JSON signature, each compared with the bytes that its place demands. ETSI TS 119 182-1 §5.2.6, §5.3.4, §5.3.6, A.1.5.
struct JAdESTimestamps {
    let part: JWSSerialization.Part
    let payload: JWSPayload
    let header: JAdESHeader
    let unsigned: JAdESUnsigned

    func add(to signature: inout DocumentSignature) {
        let content = payload.timestamped(header)
        for token in header.contentTimestamps { add(token, .content, over: content.map { [$0] }, to: &signature) }
        for (index, component) in unsigned.components.enumerated() {
            guard let (kind, parts) = place(of: component, at: index, content) else { continue }
            for token in JAdESTimestampContainer.tokens(component.value) { add(token, kind, over: parts, to: &signature) }
        }
    }

    /// Nil for an element that is no timestamp; no bytes where they cannot be told.
    private func place(of component: JAdESUnsigned.Component, at index: Int, _ content: [UInt8]?) -> (FoundTimestamp.Kind, [[UInt8]]?)? {
        switch component.name {
        case "sigTst": return (.signature, [part.signature])
        case "arcTst": return (.archive, archived(before: index, content))
        case "sigRTst":
            let references = unsigned.references(before: index, withSignatureTimestamps: true)
            return (.references, references.map { [part.signature, [UInt8(ascii: ".")]] + $0 })
        case "rfsTst": return (.references, unsigned.references(before: index, withSignatureTimestamps: false))
        default: return nil
        }
    }

    private func archived(before index: Int, _ content: [UInt8]?) -> [[UInt8]]? {
        guard let content, let elements = unsigned.covered(before: index) else { return nil }
        let dot = [UInt8(ascii: ".")]
        return [content, dot, part.protected, dot, part.signature, dot] + elements
    }

    private func add(_ token: [UInt8], _ kind: FoundTimestamp.Kind, over parts: [[UInt8]]?, to signature: inout DocumentSignature) {
        let matches = parts.map { TimestampImprint.matches(token, parts: $0.map { $0[...] }) } ?? false
        if parts == nil { signature.warnings.append(Finding("timestamp-not-comparable")) }
        signature.timestamps.append(FoundTimestamp(kind: kind, token: token, imprintMatches: matches))
    }
}
