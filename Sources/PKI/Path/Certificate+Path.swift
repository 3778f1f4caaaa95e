internal import COpenSSL

extension Certificate {
    /// Whether its own key verifies it.
    var isSelfSigned: Bool {
        defer { ERR_clear_error() }
        return unsafe X509_self_signed(handle.pointer, 1) == 1
    }

    var subjectHash: NameHash { unsafe NameHash(X509_subject_name_hash(handle.pointer)) }
    var issuerHash: NameHash { unsafe NameHash(X509_issuer_name_hash(handle.pointer)) }

    /// Names as X.500 compares them. RFC 5280 §7.1.
    package func isNamed(asIssuedBy issuer: Certificate) -> Bool {
        unsafe X509_NAME_cmp(X509_get_issuer_name(handle.pointer), X509_get_subject_name(issuer.handle.pointer)) == 0
    }

    func isSigned(by issuer: Certificate) -> Bool {
        ValidationMemo.shared.signature(fingerprint, by: issuer.subjectPublicKeyInfo) {
            defer { ERR_clear_error() }
            guard let key = unsafe X509_get0_pubkey(issuer.handle.pointer) else { return false }
            return unsafe X509_verify(handle.pointer, key) == 1
        }
    }

    /// Whether its key is for signatures over documents, answers and tokens, as far as it says. RFC 5280 §4.2.1.3.
    package var maySignDocuments: Bool { keyUsage.map { !$0.isDisjoint(with: [.digitalSignature, .nonRepudiation]) } ?? true }
}
