package import HTTP
internal import HTTPTypes
package import PKI
package import Primitives
internal import TokenCrypto

/// A certificate by an authority that the operator named, for the subject that the client registered. RFC 8705 §2.1.
package struct TLSClientAuthentication: ClientAuthentication {
    package let method = "tls_client_auth"
    package let form = CredentialForm.identifier

    private let authorities: CertificateAuthorities
    private let world: World

    package init(authorities: CertificateAuthorities, world: World) {
        self.authorities = authorities
        self.world = world
    }

    package func credentials(in request: Request, _ parameters: Parameters) throws(Rejection) -> PresentedCredentials? {
        PresentedCredentials(identifiedIn: request, parameters)
    }

    package func prove(_ credentials: PresentedCredentials, for client: ClientRegistration, at endpoint: String) async throws(Rejection) {
        let certificate = try credentials.certificate()
        guard let subject = client.certificateSubject, subject.names(certificate) else { throw .certificateMismatch }
        do { try authorities.verify(certificate, at: world.now()) } catch { throw .certificateUntrusted }
    }
}

/// A certificate that nobody vouches for, with a key that the client registered. RFC 8705 §2.2.
package struct SelfSignedTLSClientAuthentication: ClientAuthentication {
    package let method = "self_signed_tls_client_auth"
    package let form = CredentialForm.identifier

    private let keys: any ClientKeySource

    package init(provider: ProviderContext) { keys = provider.clientKeys }

    package func credentials(in request: Request, _ parameters: Parameters) throws(Rejection) -> PresentedCredentials? {
        PresentedCredentials(identifiedIn: request, parameters)
    }

    /// The connection has proved that its peer holds the key; nothing else in the certificate counts.
    package func prove(_ credentials: PresentedCredentials, for client: ClientRegistration, at endpoint: String) async throws(Rejection) {
        let key = try credentials.certificate().publicKey
        if await keys.keys(of: client)?.keys.contains(where: { $0.subjectPublicKeyInfo == key }) == true { return }
        guard await keys.latestKeys(of: client)?.keys.contains(where: { $0.subjectPublicKeyInfo == key }) == true else {
            throw .certificateMismatch
        }
    }
}

extension PresentedCredentials {
    /// Whoever sends nothing but a name: a client without credentials, or one that the connection shows.
    init?(identifiedIn request: Request, _ parameters: Parameters) {
        guard let id = parameters["client_id"], parameters["client_secret"] == nil, parameters["client_assertion"] == nil,
            request.headers[.authorization] == nil
        else { return nil }
        self.init(client: ID(id), secret: Secret(""), certificateBytes: request.peer.certificate)
    }

    fileprivate func certificate() throws(Rejection) -> Certificate {
        guard let certificateBytes else { throw .clientAuthenticationAbsent }
        guard let certificate = Certificate(der: certificateBytes) else { throw .certificateMismatch }
        return certificate
    }
}
