import COpenSSL

/// The components of a key on their way into the library; what they held is wiped afterwards.
@safe final class KeyParameters {
    enum Selection {
        case publicKey
        case keyPair

        var value: Int32 {
            let publicKey = OSSL_KEYMGMT_SELECT_ALL_PARAMETERS | OSSL_KEYMGMT_SELECT_PUBLIC_KEY
            return self == .publicKey ? publicKey : publicKey | OSSL_KEYMGMT_SELECT_PRIVATE_KEY
        }
    }

    /// The library keeps the addresses of names and values until it has made the key, so they live in buffers of ours.
    private var buffers: [UnsafeMutableBufferPointer<UInt8>] = unsafe []
    private var parameters: [OSSL_PARAM] = unsafe []

    deinit {
        while let buffer = unsafe buffers.popLast() {
            unsafe OPENSSL_cleanse(buffer.baseAddress, buffer.count)
            unsafe buffer.deallocate()
        }
    }

    func add(_ name: String, text: String) {
        let (name, value) = unsafe (copy(Array(name.utf8) + [0]), copy(Array(text.utf8) + [0]))
        unsafe parameters.append(OSSL_PARAM_construct_utf8_string(name.baseAddress, value.baseAddress, 0))
    }

    func add(_ name: String, octets: [UInt8]) {
        let (name, value) = unsafe (copy(Array(name.utf8) + [0]), copy(octets))
        unsafe parameters.append(OSSL_PARAM_construct_octet_string(name.baseAddress, value.baseAddress, value.count))
    }

    /// - Parameter integer: big-endian; the library takes numbers in the machine's order.
    func add(_ name: String, integer: [UInt8]) {
        let native = Int(1).littleEndian == 1 ? Array(integer.reversed()) : integer
        let (name, value) = unsafe (copy(Array(name.utf8) + [0]), copy(native))
        unsafe parameters.append(OSSL_PARAM_construct_BN(name.baseAddress, value.baseAddress, value.count))
    }

    /// A new key that the caller owns, or nil when the components are not a key.
    func key(type: String, selection: Selection) -> OpaquePointer? {
        let context = unsafe EVP_PKEY_CTX_new_from_name(nil, type, nil)
        defer {
            unsafe EVP_PKEY_CTX_free(context)
            ERR_clear_error()
        }
        guard unsafe EVP_PKEY_fromdata_init(context) == 1 else { return nil }
        var key: OpaquePointer?
        var all = unsafe parameters + [OSSL_PARAM_construct_end()]
        guard unsafe EVP_PKEY_fromdata(context, &key, selection.value, &all) == 1 else { return nil }
        return unsafe key
    }

    private func copy(_ bytes: [UInt8]) -> UnsafeMutableBufferPointer<UInt8> {
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = unsafe buffer.initialize(from: bytes)
        unsafe buffers.append(buffer)
        return unsafe buffer
    }
}
