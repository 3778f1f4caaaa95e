internal import Primitives

/// The signatures of a file and what they share, whatever the serialization. RFC 7515 §7.
struct JWSSerialization {
    /// One signature as it stands there.
    struct Part {
        /// The protected header, encoded.
        var protected: [UInt8]
        /// The unprotected header.
        var header: JSON.Object = [:]
        /// The signature value, encoded.
        var signature: [UInt8]
        /// Why it is no signature.
        var malformation: String?
    }

    enum Payload {
        /// Encoded as it stands there; for `b64` false the very text.
        case attached([UInt8])
        case detached
        /// There is one, of a type that no payload has.
        case malformed
    }

    private(set) var payload: Payload
    private(set) var signatures: [Part]
    /// Names of members beside those of RFC 7515 §7.2, which nobody signed.
    private(set) var unsignedMembers: [String] = []

    init(_ text: JWSText, limits: Limits) throws(DocumentRejection) {
        if text.bytes.first == UInt8(ascii: "{") {
            self = try Self(json: Self.object(text, limits: limits), limits: limits)
        } else {
            self = try Self(compact: text)
        }
    }

    /// RFC 7515 §7.1. An empty payload is a detached one, appendix F.
    private init(compact text: JWSText) throws(DocumentRejection) {
        let parts = text.bytes.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed("a compact JWS has three parts") }
        payload = parts[1].isEmpty ? .detached : .attached(Array(parts[1]))
        signatures = [Part(protected: Array(parts[0]), signature: Array(parts[2]))]
    }

    /// RFC 7515 §7.2.1 and §7.2.2.
    private init(json object: JSON.Object, limits: Limits) throws(DocumentRejection) {
        payload = Self.payload(object["payload"])
        if let list = object["signatures"] {
            guard let elements = list.array, object["signature"] == nil, !elements.isEmpty else {
                throw .malformed("signatures is not an array of objects")
            }
            guard elements.count <= limits.signatures else { throw .limit("signatures") }
            signatures = elements.map { Self.part($0.object) }
            unsignedMembers = object.names.filter { !["payload", "signatures"].contains($0) }
        } else {
            guard object["signature"] != nil else { throw .malformed("there is no signature") }
            signatures = [Self.part(object)]
            unsignedMembers = object.names.filter { !["payload", "protected", "header", "signature"].contains($0) }
        }
    }

    private static func object(_ text: JWSText, limits: Limits) throws(DocumentRejection) -> JSON.Object {
        let json: JSON
        do throws(JSON.ParsingError) {
            json = try JSON(parsing: Array(text.bytes), maximumDepth: limits.depth)
        } catch {
            throw error.reason == .nestedTooDeep ? .limit("depth") : .malformed(error.reason.rawValue)
        }
        guard let object = json.object else { throw .malformed("it is not a JSON object") }
        return object
    }

    private static func payload(_ value: JSON?) -> Payload {
        switch value {
        case nil: .detached
        case .string(let text)?: text.isEmpty ? .detached : .attached(Array(text.utf8))
        default: .malformed
        }
    }

    private static func part(_ object: JSON.Object?) -> Part {
        guard let object, let signature = object["signature"]?.string else {
            return Part(protected: [], signature: [], malformation: "there is no signature value")
        }
        var part = Part(protected: Array((object["protected"]?.string ?? "").utf8), signature: Array(signature.utf8))
        if let header = object["header"] {
            if let header = header.object { part.header = header } else { part.malformation = "the header is not an object" }
        }
        if object["protected"]?.string == nil { part.malformation = "there is no protected header" }
        return part
    }
}
