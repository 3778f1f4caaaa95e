import COpenSSL

/// An operation of the cryptographic library that could not be carried out: no memory, a disabled algorithm, a broken key.
///
/// Never a verdict about a signature or a token; those have their own types.
package struct OpenSSLFailure: Error, CustomStringConvertible {
    package let operation: StaticString
    /// The library's number for the cause; it carries no key material.
    package let code: UInt

    package var description: String { "\(operation) failed (OpenSSL error \(String(code, radix: 16)))" }

    /// The failure of the call that has just returned on this thread.
    init(_ operation: StaticString) {
        self.operation = operation
        code = UInt(ERR_peek_last_error())
        ERR_clear_error()
    }
}

/// Passes on a pointer that the library made.
func made(_ pointer: OpaquePointer?, _ operation: StaticString) throws(OpenSSLFailure) -> OpaquePointer {
    guard let pointer = unsafe pointer else { throw OpenSSLFailure(operation) }
    return unsafe pointer
}

/// Demands that the library's call went well: 1, while 0 and negative results are failures.
func demand(_ result: Int32, _ operation: StaticString) throws(OpenSSLFailure) {
    guard result == 1 else { throw OpenSSLFailure(operation) }
}
