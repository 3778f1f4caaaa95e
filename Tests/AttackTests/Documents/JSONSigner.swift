import PKI
import Primitives
import SignatureValidation
import TokenCrypto

/// Signs JSON for tests: a JAdES signature at level B-B, or whatever a test makes of its header. RFC 7515, ETSI TS 119 182-1.
struct JSONSigner {
    let authority: TestAuthority
    /// The protected header as text, so that it can say what no writer says.
    var header: String
    var payload = Array("what was signed".utf8)
    /// Whether the payload stands encoded. RFC 7797.
    var isEncoded = true

    init() throws {
        authority = try TestAuthority.root(CertificateTemplate("Signer"))
        header = Self.header(authority.certificate)
    }

    /// - Parameters:
    ///   - named: the certificate whose digest the header holds, where it is another.
    ///   - further: members behind the others, with a comma before each.
    static func header(
        _ certificate: Certificate, algorithm: String = "ES256", named: Certificate? = nil, further: String = ""
    ) -> String {
        "{\"alg\":\"\(algorithm)\",\"cty\":\"text/plain\",\"iat\":1750000000,\"x5c\":[\"\(Base64.encode(certificate.der))\"],"
            + "\"x5t#S256\":\"\(Base64URL.encode((named ?? certificate).fingerprint))\"\(further)}"
    }

    /// The same header with more members.
    func with(_ further: String) -> Self {
        var other = self
        other.header = String(header.dropLast()) + further + "}"
        return other
    }

    var protected: String { Base64URL.encode(Array(header.utf8)) }
    var payloadText: String { isEncoded ? Base64URL.encode(payload) : String(decoding: payload, as: UTF8.self) }

    /// - Parameter key: whose key it is signed with, where it is not the authority's.
    func value(by key: SigningKey? = nil) throws -> String {
        Base64URL.encode(try (key ?? authority.key).sign(Array("\(protected).\(payloadText)".utf8)))
    }

    func compact(by key: SigningKey? = nil) throws -> String { "\(protected).\(payloadText).\(try value(by: key))" }

    /// RFC 7515 §7.2.2, with members of the unprotected header and of the file.
    func flattened(unprotected: String? = nil, further: String = "", payload: String? = nil) throws -> String {
        let header = unprotected.map { ",\"header\":\($0)" } ?? ""
        let signature = "\"protected\":\"\(protected)\"\(header),\"signature\":\"\(try value())\""
        return "{\"payload\":\"\(payload ?? payloadText)\",\(signature)\(further)}"
    }

    static func read(_ text: String, content: [UInt8]? = nil) throws(DocumentRejection) -> SignedDocument {
        try JAdESFormat.read(Document(bytes: Array(text.utf8), content: content.map { .bytes($0) }), limits: Limits())
    }
}
