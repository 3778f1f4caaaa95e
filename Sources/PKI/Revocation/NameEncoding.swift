internal import COpenSSL

/// Names in DER, compared as X.500 compares them. RFC 5280 §7.1.
enum NameEncoding {
    static func areSame(_ one: some Collection<UInt8>, _ other: some Collection<UInt8>) -> Bool {
        if one.elementsEqual(other) { return true }
        guard let first = NameHandle(Array(one)), let second = NameHandle(Array(other)) else { return false }
        return unsafe X509_NAME_cmp(first.pointer, second.pointer) == 0
    }

    /// The same for names that are the same; nil when it is no name.
    static func hash(_ name: [UInt8]) -> NameHash? {
        guard let handle = NameHandle(name) else { return nil }
        var isWhole: Int32 = 0
        let hash = unsafe X509_NAME_hash_ex(handle.pointer, nil, nil, &isWhole)
        return isWhole == 1 ? NameHash(hash) : nil
    }

    /// The name of a distribution point that is given relative to its issuer's. RFC 5280 §4.2.1.13.
    static func appending(_ relative: ArraySlice<UInt8>, to name: some Collection<UInt8>) -> [UInt8]? {
        guard let value = try? DERReader.whole(Array(name)[...], rules: .ber), value.tag == .sequence else { return nil }
        return DERWriter.value(.sequence, Array(value.contents) + DERWriter.value(.set, relative))
    }
}

/// Owns one name of the library.
@safe private final class NameHandle {
    let pointer: OpaquePointer

    init?(_ der: [UInt8]) {
        let end = der.count
        let parsed: OpaquePointer? = unsafe der.withUnsafeBufferPointer { bytes in
            var position = bytes.baseAddress
            return unsafe d2i_X509_NAME(nil, &position, end)
        }
        guard let parsed = unsafe parsed else {
            ERR_clear_error()
            return nil
        }
        unsafe pointer = unsafe parsed
    }

    deinit { unsafe X509_NAME_free(pointer) }
}
