internal import COpenSSL

/// Owns one certificate of the library, which nobody changes once it is read: many threads may look at it.
@safe final class CertificateHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }
    deinit { unsafe X509_free(pointer) }

    convenience init?(der: [UInt8]) {
        let end = der.count
        let parsed: OpaquePointer? = unsafe der.withUnsafeBufferPointer { bytes in
            var position = bytes.baseAddress
            guard let certificate = unsafe d2i_X509(nil, &position, end) else { return nil }
            // What follows the certificate would be nobody's.
            guard unsafe position == bytes.baseAddress.map({ unsafe $0 + end }) else {
                unsafe X509_free(certificate)
                return nil
            }
            return unsafe certificate
        }
        guard let parsed = unsafe parsed else {
            ERR_clear_error()
            return nil
        }
        unsafe self.init(owning: parsed)
    }

    enum AlternativeName {
        case dns(String)
        case email(String)
        case uri(String)
        case address([UInt8])
    }

    /// The key as the library writes it, whatever spelling of its parameters the certificate has.
    var publicKey: [UInt8]? {
        guard let key = unsafe X509_get0_pubkey(pointer) else {
            ERR_clear_error()
            return nil
        }
        var output: UnsafeMutablePointer<UInt8>?
        let count = unsafe i2d_PUBKEY(key, &output)
        guard count > 0, let start = unsafe output else { return nil }
        defer { unsafe CRYPTO_free(start, nil, 0) }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }

    var key: PublicKeyHandle? {
        // The reference is ours.
        guard let key = unsafe X509_get_pubkey(pointer) else {
            ERR_clear_error()
            return nil
        }
        return unsafe PublicKeyHandle(owning: key)
    }

    var subject: [[DistinguishedName.Attribute]]? { unsafe X509_get_subject_name(pointer).flatMap { unsafe Self.sets(of: $0) } }
    var issuer: [[DistinguishedName.Attribute]]? { unsafe X509_get_issuer_name(pointer).flatMap { unsafe Self.sets(of: $0) } }

    private static func sets(of name: OpaquePointer) -> [[DistinguishedName.Attribute]]? {
        var sets: [[DistinguishedName.Attribute]] = []
        var last: Int32 = -1
        for index in 0..<(unsafe X509_NAME_entry_count(name)) {
            guard let entry = unsafe X509_NAME_get_entry(name, index), let attribute = unsafe attribute(entry) else { return nil }
            let set = unsafe X509_NAME_ENTRY_set(entry)
            if set == last, !sets.isEmpty { sets[sets.count - 1].append(attribute) } else { sets.append([attribute]) }
            last = set
        }
        return sets
    }

    private static func attribute(_ entry: OpaquePointer) -> DistinguishedName.Attribute? {
        var name = [CChar](repeating: 0, count: 128)
        let length = unsafe OBJ_obj2txt(&name, 128, X509_NAME_ENTRY_get_object(entry), 1)
        guard (1..<128).contains(length), let data = unsafe X509_NAME_ENTRY_get_data(entry), let value = unsafe utf8(data) else {
            return nil
        }
        let type = String(decoding: name.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return DistinguishedName.Attribute(type: type, value: value)
    }

    private static func utf8(_ string: UnsafeMutablePointer<ASN1_STRING>) -> String? {
        var output: UnsafeMutablePointer<UInt8>?
        let count = unsafe ASN1_STRING_to_UTF8(&output, string)
        guard count >= 0, let start = unsafe output else {
            ERR_clear_error()
            return nil
        }
        defer { unsafe CRYPTO_free(start, nil, 0) }
        return unsafe String(validating: UnsafeBufferPointer(start: start, count: Int(count)), as: UTF8.self)
    }

    /// Names of other kinds, and such as no text can hold, are passed over.
    var alternativeNames: [AlternativeName] {
        guard let raw = unsafe X509_get_ext_d2i(pointer, NID_subject_alt_name, nil, nil) else { return [] }
        let names = OpaquePointer(raw)
        defer { unsafe GENERAL_NAMES_free(names) }
        return (0..<(unsafe OPENSSL_sk_num(names))).compactMap { index in
            guard let value = unsafe OPENSSL_sk_value(names, index) else { return nil }
            return unsafe Self.alternativeName(value.assumingMemoryBound(to: GENERAL_NAME.self))
        }
    }

    private static func alternativeName(_ name: UnsafeMutablePointer<GENERAL_NAME>) -> AlternativeName? {
        var kind: Int32 = 0
        guard let value = unsafe GENERAL_NAME_get0_value(name, &kind) else { return nil }
        guard [GEN_DNS, GEN_EMAIL, GEN_URI, GEN_IPADD].contains(kind) else { return nil }
        let string = unsafe value.assumingMemoryBound(to: ASN1_STRING.self)
        let bytes = unsafe Array(UnsafeBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string))))
        if kind == GEN_IPADD { return .address(bytes) }
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return kind == GEN_DNS ? .dns(text) : kind == GEN_EMAIL ? .email(text) : .uri(text)
    }
}
