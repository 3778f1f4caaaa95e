internal import NIOSSL

/// The certificate chain and private key with which a listener speaks TLS 1.2 or 1.3. RFC 9325 §3.1.1.
package struct TLSIdentity: Sendable {
    package let certificate: String
    package let key: String

    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// Loads the files as the server would.
    /// - Throws: `ServerFailure.tlsUnusable` naming the files.
    package func check() throws(ServerFailure) { _ = try context(askingForCertificates: false) }

    /// - Parameter askingForCertificates: whether clients may show a certificate. None is demanded, and none refused in the handshake: whom
    ///   it is to be believed by is known when the client is.
    /// - Throws: `ServerFailure.tlsUnusable` naming the files.
    func context(askingForCertificates: Bool) throws(ServerFailure) -> NIOSSLContext {
        var configuration: TLSConfiguration
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
            configuration = .makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        } catch { throw .tlsUnusable(certificate: certificate, key: key, reason: String(describing: error)) }
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if askingForCertificates { configuration.certificateVerification = .optionalVerification }
        do { return try NIOSSLContext(configuration: configuration) } catch {
            throw .tlsUnusable(certificate: certificate, key: key, reason: String(describing: error))
        }
    }
}

/// Why a server could not start, each with the mend.
package enum ServerFailure: Error, CustomStringConvertible {
    case addressInUse(ListenAddress)
    case addressUnusable(ListenAddress, reason: String)
    case tlsUnusable(certificate: String, key: String, reason: String)

    package var description: String {
        switch self {
        case .addressInUse(let address): "\(address) is in use by another process: stop that one, or listen elsewhere"
        case .addressUnusable(let address, let reason): "cannot listen on \(address): \(reason)"
        case .tlsUnusable(let certificate, let key, let reason):
            "TLS cannot use certificate \(certificate) with key \(key): \(reason); both must be readable PEM files that belong together"
        }
    }
}
