internal import Foundation
internal import Primitives
internal import Server

/// The resolved configuration of one instance. Made once; nothing reads the file or the environment after that.
struct Configuration {
    let issuer: Issuer
    let listen: ListenAddress
    let operations: ListenAddress
    /// Absolute path of the SQLite file.
    let databasePath: String
    let keys: String
    let keysSecret: String?
    /// Seconds.
    let keyPublication: Int64
    let tls: TLSIdentity?
    /// Nil when clients are not asked for certificates.
    let mutualTLS: MutualTLS?
    let trustedProxies: TrustedProxies
    let registration: Registration
    /// The number that people may call, as pages show it.
    let hotline: String?
    /// What `check --print` shows: each key with its effective value, secrets masked.
    let effective: [(setting: Setting, text: String)]

    init(_ source: ConfigurationSource) throws(ConfigurationError) {
        issuer = try Self.issuer(source)
        listen = try Self.address(.listen, source)
        operations = try Self.address(.operations, source)
        databasePath = try Self.database(source)
        keys = Self.path(.keys, source) ?? ""
        keysSecret = Self.path(.keysSecret, source)
        keyPublication = try Self.duration(.keyPublication, source)
        tls = try Self.tls(source)
        let blocks = try Self.proxies(source)
        trustedProxies = TrustedProxies(blocks)
        registration = try Self.registration(source, issuer: issuer)
        hotline = try Self.hotline(source)
        mutualTLS = try Self.mutualTLS(source, hasTLS: tls != nil, hasProxies: !blocks.isEmpty)
        effective = Setting.allCases.compactMap { setting in
            (source[setting]?.text ?? setting.defaultText).map { (setting, ConfigurationError.masked($0)) }
        }
        try checkPlainHTTP(source, hasProxies: !blocks.isEmpty)
        guard listen.port != operations.port || listen.port == 0 else {
            throw ConfigurationError(
                at: source[.operations]?.origin ?? "", "operations: \"\(operations)\" is the port of listen; choose another")
        }
    }

    // MARK: One key each

    /// Who may register clients over the wire. RFC 7591 §3.
    enum Registration: String { case off, token, open }

    private static func registration(_ source: ConfigurationSource, issuer: Issuer) throws(ConfigurationError) -> Registration {
        let value = value(.registration, source)
        // What YAML takes for false is what people mean by off.
        guard let registration = value.text == "false" ? .off : Registration(rawValue: value.text) else {
            throw ConfigurationError(value, "is not a way to register; write off, token or open")
        }
        guard registration != .open || issuer.isLoopback else {
            throw ConfigurationError(value, "would let everybody register portals; write token, or off (open is for an issuer on loopback)")
        }
        return registration
    }

    private static func hotline(_ source: ConfigurationSource) throws(ConfigurationError) -> String? {
        guard let value = source[.hotline] else { return nil }
        let marks = Set("+-()./ ".unicodeScalars)
        guard (3...40).contains(value.text.utf8.count), value.text.contains(where: \.isNumber),
            value.text.unicodeScalars.allSatisfy({ marks.contains($0) || ("0"..."9").contains($0) })
        else { throw ConfigurationError(value, "is not a telephone number; write it as people dial it, such as 1900 0000") }
        return value.text
    }

    private static func issuer(_ source: ConfigurationSource) throws(ConfigurationError) -> Issuer {
        guard let value = source[.issuer] else {
            throw ConfigurationError(
                at: "", "issuer: is missing; write the public address, such as https://id.example.vn, into idp.yaml or IDP_ISSUER")
        }
        return try issuer(value)
    }

    private static func issuer(_ value: SourcedValue) throws(ConfigurationError) -> Issuer {
        do { return try Issuer(parsing: value.text) } catch { throw ConfigurationError(value, error.rawValue) }
    }

    private static func mutualTLS(
        _ source: ConfigurationSource, hasTLS: Bool, hasProxies: Bool
    ) throws(ConfigurationError) -> MutualTLS? {
        let listen = source[.mutualTLSListen] == nil ? nil : try address(.mutualTLSListen, source)
        let issuer = try source[.mutualTLSIssuer].map { value throws(ConfigurationError) in try Self.issuer(value) }
        do throws(MutualTLS.Inconsistency) {
            return try MutualTLS(
                authorities: path(.tlsClientAuthorities, source), listen: listen, issuer: issuer, hasTLS: hasTLS, hasProxies: hasProxies)
        } catch {
            let settings: [Setting] = [.mutualTLSListen, .mutualTLSIssuer, .tlsClientAuthorities]
            throw ConfigurationError(at: settings.compactMap { source[$0]?.origin }.first ?? "", error.rawValue)
        }
    }

    private static func address(_ setting: Setting, _ source: ConfigurationSource) throws(ConfigurationError) -> ListenAddress {
        let value = value(setting, source)
        guard let address = ListenAddress(parsing: value.text) else {
            throw ConfigurationError(value, "is not an IP address and port; write it such as 127.0.0.1:8080, [::1]:8080 or localhost:8080")
        }
        return address
    }

    private static func database(_ source: ConfigurationSource) throws(ConfigurationError) -> String {
        let value = value(.database, source)
        for scheme in ["postgres://", "postgresql://"] where value.text.hasPrefix(scheme) {
            throw ConfigurationError(value, "cannot be used: this build has no PostgreSQL driver; write sqlite:///absolute/path")
        }
        guard value.text.hasPrefix("sqlite:///"), value.text.utf8.count > 10, !value.text.hasSuffix("/"), !value.text.contains("?") else {
            throw ConfigurationError(value, "is not a database; write sqlite:///absolute/path/idp.sqlite")
        }
        return String(value.text.dropFirst("sqlite://".count))
    }

    private static func duration(_ setting: Setting, _ source: ConfigurationSource) throws(ConfigurationError) -> Int64 {
        let value = value(setting, source)
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let unit = value.text.last.flatMap({ units[$0] }), let number = Int64(value.text.dropLast()),
            (0...1_000_000).contains(number),
            value.text.utf8.first != UInt8(ascii: "+"), number * unit <= 366 * 86_400
        else { throw ConfigurationError(value, "is not a duration of at most a year; write it such as 24h, 90m or 30s") }
        return number * unit
    }

    private static func tls(_ source: ConfigurationSource) throws(ConfigurationError) -> TLSIdentity? {
        switch (path(.tlsCertificate, source), path(.tlsKey, source)) {
        case (nil, nil): return nil
        case (let certificate?, let key?): return TLSIdentity(certificate: certificate, key: key)
        case (_?, nil):
            throw ConfigurationError(at: source[.tlsCertificate]?.origin ?? "", "tls.key: is missing; name the certificate's private key")
        case (nil, _?):
            throw ConfigurationError(at: source[.tlsKey]?.origin ?? "", "tls.certificate: is missing; name the certificate chain")
        }
    }

    private static func proxies(_ source: ConfigurationSource) throws(ConfigurationError) -> [AddressBlock] {
        guard let value = source[.trustedProxies] else { return [] }
        var blocks: [AddressBlock] = []
        for element in value.elements {
            guard let block = AddressBlock(parsing: element) else {
                let wrong = SourcedValue(setting: value.setting, text: element, elements: [], origin: value.origin)
                throw ConfigurationError(
                    wrong, "is not an address or block; write it such as 10.0.0.0/8 or 2001:db8::1, with no bits beyond the prefix")
            }
            blocks.append(block)
        }
        return blocks
    }

    private func checkPlainHTTP(_ source: ConfigurationSource, hasProxies: Bool) throws(ConfigurationError) {
        guard tls == nil, !listen.isLoopback, !hasProxies else { return }
        throw ConfigurationError(
            Self.value(.listen, source),
            "would take passwords over plain HTTP from the network; set tls.certificate and tls.key, name your proxy in trusted_proxies, or listen on 127.0.0.1"
        )
    }

    // MARK: Values

    private static func value(_ setting: Setting, _ source: ConfigurationSource) -> SourcedValue {
        let text = setting.defaultText ?? ""
        return source[setting] ?? SourcedValue(setting: setting, text: text, elements: [text], origin: "default")
    }

    private static func path(_ setting: Setting, _ source: ConfigurationSource) -> String? {
        guard let text = source[setting]?.text ?? setting.defaultText, !text.isEmpty else { return nil }
        return text.hasPrefix("/") ? text : URL(filePath: source.folder).appending(path: text).standardizedFileURL.path()
    }
}
