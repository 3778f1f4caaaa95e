internal import COpenSSL

/// A digest in the making, over as many parts as there are.
@safe package struct MessageDigest: ~Copyable {
    private let context: OpaquePointer
    private let algorithm: DigestAlgorithm
    private var hasFailed = false

    /// Nil when the library does not have the algorithm.
    package init?(_ algorithm: DigestAlgorithm) {
        guard let digest = unsafe FetchedDigests.shared[algorithm], let context = unsafe EVP_MD_CTX_new() else { return nil }
        guard unsafe EVP_DigestInit_ex2(context, digest, nil) == 1 else {
            unsafe EVP_MD_CTX_free(context)
            ERR_clear_error()
            return nil
        }
        unsafe self.context = context
        self.algorithm = algorithm
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        let result = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        if result != 1 { hasFailed = true }
    }

    package consuming func finish() -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: algorithm.byteCount)
        var count: UInt32 = 0
        guard !hasFailed, unsafe EVP_DigestFinal_ex(context, &output, &count) == 1, Int(count) == output.count else { return nil }
        return output
    }
}

/// The library's algorithms, each fetched once: fetching by name costs more than a short digest.
@safe final class FetchedDigests: @unchecked Sendable {
    static let shared = FetchedDigests()
    /// Kept for the process; nobody changes a fetched algorithm.
    private let pointers: [DigestAlgorithm: OpaquePointer]

    private init() {
        var pointers: [DigestAlgorithm: OpaquePointer] = unsafe [:]
        for algorithm in DigestAlgorithm.allCases { unsafe pointers[algorithm] = EVP_MD_fetch(nil, algorithm.libraryName, nil) }
        ERR_clear_error()
        unsafe self.pointers = unsafe pointers
    }

    subscript(_ algorithm: DigestAlgorithm) -> OpaquePointer? { unsafe pointers[algorithm] }
}

extension DigestAlgorithm {
    /// The library's own spelling.
    fileprivate var libraryName: String {
        switch self {
        case .sha1: "SHA1"
        case .sha224: "SHA2-224"
        case .sha256: "SHA2-256"
        case .sha384: "SHA2-384"
        case .sha512: "SHA2-512"
        case .sha512Truncated224: "SHA2-512/224"
        case .sha512Truncated256: "SHA2-512/256"
        case .ripemd160: "RIPEMD160"
        default: rawValue
        }
    }
}
