internal import Primitives
internal import Server

/// How clients show certificates to this instance. RFC 8705.
struct MutualTLS {
    /// The PEM file of the authorities; nil leaves clients with certificates that they signed themselves.
    let authorities: String?
    /// Where certificates are asked for, when not on the public listener.
    let listen: ListenAddress?
    /// The address of that listener, or of the proxy's that stands for it.
    let issuer: Issuer?

    /// The public listener asks by itself.
    var asksOnPublicListener: Bool { issuer == nil }

    /// Nil when certificates are not asked for.
    init?(
        authorities: String?, listen: ListenAddress?, issuer: Issuer?, hasTLS: Bool, hasProxies: Bool
    ) throws(Inconsistency) {
        guard authorities != nil || listen != nil || issuer != nil else { return nil }
        guard hasTLS || hasProxies else { throw .noTLS }
        guard listen == nil || hasTLS else { throw .listenWithoutTLS }
        guard listen == nil || issuer != nil else { throw .issuerMissing }
        guard issuer == nil || listen != nil || hasProxies else { throw .listenMissing }
        guard issuer?.isSecure != false else { throw .issuerInsecure }
        self.authorities = authorities
        self.listen = listen
        self.issuer = issuer
    }

    enum Inconsistency: String, Error, CaseIterable {
        case issuerInsecure = "mutual_tls.issuer: must begin with https://, since a certificate is shown over TLS"
        case issuerMissing = "mutual_tls.issuer: is missing; name the address under which clients reach mutual_tls.listen"
        case listenMissing = "mutual_tls.listen: is missing; name the address and port that mutual_tls.issuer stands for"
        case listenWithoutTLS = "mutual_tls.listen: needs tls.certificate and tls.key"
        case noTLS =
            "tls.client_authorities and mutual_tls need TLS; set tls.certificate and tls.key, or name in trusted_proxies the proxy that sends Client-Cert"
    }
}
