internal import PKI
internal import Primitives

/// What a JSON signature signs, found in the file or beside it. RFC 7515 §5.2, RFC 7797, ETSI TS 119 182-1 §5.2.8.
struct JWSPayload {
    private let payload: JWSSerialization.Payload
    private let content: DetachedContent?

    init(_ payload: JWSSerialization.Payload, content: DetachedContent?) {
        self.payload = payload
        self.content = content
    }

    /// The bytes that are signed behind the protected header's dot, or why there are none.
    enum Input {
        case bytes([UInt8])
        case failure(Cryptography)
    }

    var isDetached: Bool { if case .detached = payload { true } else { false } }

    func input(_ header: JAdESHeader) -> Input {
        if let reference = header.detachedReference { return referenced(reference, header) }
        switch payload {
        case .attached(let text): return attached(text, header)
        case .malformed: return .failure(.dataNotFound("payload"))
        case .detached: return encodedContent(header)
        }
    }

    /// What timestamps cover of the content: for references by digest the content itself. ETSI TS 119 182-1 §5.3.6.3.1.
    func timestamped(_ header: JAdESHeader) -> [UInt8]? {
        let input = header.detachedReference == nil ? input(header) : encodedContent(header)
        if case .bytes(let bytes) = input { return bytes }
        return nil
    }

    private func attached(_ text: [UInt8], _ header: JAdESHeader) -> Input {
        guard header.isPayloadEncoded else { return .bytes(text) }
        // A variant spelling would verify, and yet be decoded differently by different readers.
        return Base64URL.decode(text) == nil ? .failure(.hashFailure("payload")) : .bytes(text)
    }

    private func encodedContent(_ header: JAdESHeader) -> Input {
        guard case .bytes(let bytes)? = content else { return .failure(.dataNotFound("payload")) }
        return .bytes(header.isPayloadEncoded ? Base64URL.encodedBytes(bytes) : bytes)
    }

    /// ETSI TS 119 182-1 §5.2.8.3 and §5.2.8.4: one object can be handed in; more than one cannot be told apart.
    private func referenced(_ reference: JAdESHeader.DetachedReference, _ header: JAdESHeader) -> Input {
        guard isDetached else { return .failure(.unsupported("sigD beside a payload")) }
        guard let content else { return .failure(.dataNotFound(reference.names.first ?? "sigD")) }
        switch reference.mechanism {
        case .other(let name): return .failure(.unsupported(name))
        case .byURI: return reference.names.count == 1 ? encodedContent(header) : .failure(.dataNotFound(reference.names.last ?? "sigD"))
        case .byHash(let algorithm, let digests):
            guard reference.names.count == 1, let expected = digests.first else {
                return .failure(.dataNotFound(reference.names.last ?? "sigD"))
            }
            return compare(content, with: expected, algorithm: algorithm, header)
        }
    }

    /// The payload itself is empty then. ETSI TS 119 182-1 §5.2.8.4.
    private func compare(_ content: DetachedContent, with expected: [UInt8], algorithm: DigestAlgorithm?, _ header: JAdESHeader) -> Input {
        guard let algorithm else { return .failure(.unsupported("hashM")) }
        let digest: [UInt8]?
        switch content {
        case .bytes(let bytes): digest = algorithm.digest(header.isPayloadEncoded ? Base64URL.encodedBytes(bytes) : bytes)
        // The digest of a file says nothing about the digest of its encoding.
        case .digest(let name, let value): digest = name == algorithm.rawValue && !header.isPayloadEncoded ? value : nil
        }
        guard let digest else { return .failure(.dataNotFound("a digest of the encoded content")) }
        return digest == expected ? .bytes([]) : .failure(.hashFailure("sigD"))
    }
}
