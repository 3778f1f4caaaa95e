/// Every key of the configuration, declared once: what it means, what it is when nothing is said, and why.
///
/// The file, the environment, the errors and `docs/configuration.md` are all read off this list.
enum Setting: String, CaseIterable {
    case issuer
    case listen
    case operations
    case database
    case keys
    case keysSecret = "keys_secret"
    case keyPublication = "key_publication"
    case tlsCertificate = "tls.certificate"
    case tlsKey = "tls.key"
    case tlsClientAuthorities = "tls.client_authorities"
    case mutualTLSListen = "mutual_tls.listen"
    case mutualTLSIssuer = "mutual_tls.issuer"
    case trustedProxies = "trusted_proxies"
    case registration
    case hotline

    /// Dots of the path become underscores: `IDP_TLS_CERTIFICATE`.
    var environmentName: String { "IDP_" + rawValue.replacing(".", with: "_").uppercased() }

    /// The value when nothing is said; nil when there is none.
    var defaultText: String? {
        switch self {
        case .listen: "127.0.0.1:8080"
        case .operations: "127.0.0.1:8090"
        case .database: "sqlite:///var/lib/idp/idp.sqlite"
        case .keys: "/var/lib/idp/keys"
        case .keyPublication: "24h"
        case .registration: "off"
        case .hotline, .issuer, .keysSecret, .mutualTLSIssuer, .mutualTLSListen, .tlsCertificate, .tlsClientAuthorities, .tlsKey,
            .trustedProxies:
            nil
        }
    }

    var meaning: String {
        switch self {
        case .issuer:
            "The public address of the provider, such as `https://id.example.vn`: exactly this string is `iss`, and `Host` headers never change it. No path, query, fragment or trailing slash. Plain `http` is accepted on loopback only (`localhost`, `127.0.0.1`, `[::1]`)."
        case .listen:
            "IP address and port of the public listener; `localhost` listens on 127.0.0.1 and ::1. Without `tls` it must be loopback, or `trusted_proxies` must name the proxy in front."
        case .operations:
            "IP address and port of `/health/live`, `/health/ready` and `/metrics`, which are never on the public listener: they tell how busy the provider is."
        case .database: "Where everything durable is: `sqlite:///absolute/path`. The file and its folder are made when absent."
        case .keys:
            "The folder of the signing keys and of the instance secret, encrypted at rest. Relative paths start at the configuration file."
        case .keysSecret:
            "The file with the key that encrypts them, mode 0600, best kept on another disk. Absent: made once as `wrapping.key` in `keys`, with a warning, since a copy of the folder then holds both."
        case .keyPublication:
            "How long a rotated-in key is published before it signs, such as `24h`, `90m` or `30s`: portals cache the key set, and must know a key before they meet it. `idp keys revoke` switches at once."
        case .tlsCertificate: "The PEM file of the certificate chain, the server's own first. Absent: plain HTTP."
        case .tlsKey: "The PEM file of the certificate's private key."
        case .tlsClientAuthorities:
            "The PEM file of the authorities whose certificates clients may authenticate with (`tls_client_auth`, RFC 8705): each one in it is trusted, so an issuing authority stands for itself. The public listener then asks for a certificate, and demands none; with `mutual_tls` only that listener does. Behind a proxy of `trusted_proxies`, its `Client-Cert` field (RFC 9440) is taken instead. Revocation lists are not looked at."
        case .mutualTLSListen:
            "IP address and port of a second listener, with the same `tls.certificate`, that asks for client certificates, so that citizens' browsers are not asked on the first. Certificates that clients signed themselves need no `tls.client_authorities`."
        case .mutualTLSIssuer:
            "The `https` address of that listener, advertised in `mtls_endpoint_aliases`. Without `mutual_tls.listen` it is the address of a proxy's listener that asks."
        case .trustedProxies:
            "The addresses, or blocks such as `10.0.0.0/8`, of the proxies that may say for whom they speak (`Forwarded`, `X-Forwarded-For`), and with which certificate they came (`Client-Cert`). Anybody else's are ignored. A proxy must remove what it receives of these fields, and should write one of the first two: when both are there and name different clients, neither is believed, and the proxy itself counts as the client. In the environment: separated by commas."
        case .registration:
            "Dynamic client registration (RFC 7591, RFC 7592): `off`; `token`, for whoever holds an agency's initial access token (`idp agency token`); or `open` for everybody, which only an issuer on loopback may be."
        case .hotline: "The telephone number that pages give to people who need help, as people dial it. Absent: no number is shown."
        }
    }

    var isList: Bool { self == .trustedProxies }
}
