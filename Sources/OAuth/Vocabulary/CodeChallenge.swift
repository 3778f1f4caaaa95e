internal import Primitives
internal import TokenCrypto

/// The S256 transformation of a code verifier. RFC 7636 §4.2; `plain` does not exist here.
package struct CodeChallenge: Sendable, Equatable {
    package let value: String

    /// 43 characters of Base64URL: a SHA-256 digest and nothing else.
    /// - Throws: `Rejection.codeChallengeMalformed`
    package init(parsing text: String) throws(Rejection) {
        guard text.utf8.count == 43, Base64URL.decode(text)?.count == 32 else { throw .codeChallengeMalformed }
        value = text
    }

    /// RFC 7636 §4.6.
    /// - Throws: `Rejection.codeVerifierMalformed`, `.codeVerifierMismatch`
    package func verify(_ verifier: String) throws(Rejection) {
        guard (43...128).contains(verifier.utf8.count), verifier.utf8.allSatisfy(Self.isUnreserved) else { throw .codeVerifierMalformed }
        let digest = Base64URL.encodedBytes(Digest.sha256(Array(verifier.utf8)))
        guard constantTimeEqual(digest, Array(value.utf8)) else { throw .codeVerifierMismatch }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
