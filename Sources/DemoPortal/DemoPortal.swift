internal import ArgumentParser
internal import Foundation
internal import HTTP
internal import NIOCore
internal import Primitives
internal import RelyingParty

/// A portal of an agency, small enough to read in one sitting, with everything that single sign-on asks of one.
@main struct DemoPortal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo-portal",
        abstract: "A demonstration portal that signs people in at an OpenID provider.",
        discussion: """
            Pages: / (who is signed in), /sign-in, /callback, POST /sign-out, POST /backchannel-logout, /session.json.

            The provider's registration of this portal needs, with URL being --public-url:
              redirect_uris              URL/callback
              post_logout_redirect_uris  URL/
              backchannel_logout_uri     URL/backchannel-logout
              token_endpoint_auth_method client_secret_basic, with the secret in --client-secret-file
            and the scopes of --scope. ID tokens are expected with --id-token-alg.

            For example a ministry and a province, as two processes:
              demo-portal --listen localhost:8081 --issuer http://localhost:8080 --client-id moj --client-secret-file moj.secret \\
                --name "Cổng Dịch vụ công Bộ Tư pháp" --name-en "Ministry of Justice Public Service Portal" --accent "#1d4f91"
              demo-portal --listen localhost:8082 --issuer http://localhost:8080 --client-id hanoi --client-secret-file hanoi.secret \\
                --name "Cổng Dịch vụ công Thành phố Hà Nội" --name-en "Hanoi Public Service Portal" --accent "#1f6f54"

            Prints one line when it listens. The provider may start later. SIGTERM and Ctrl-C end it after what is in flight.
            """)

    @Option(help: "Where to listen. localhost means 127.0.0.1 and ::1.") var listen = "localhost:8081"
    @Option(help: "The provider's issuer, exactly. https, or http on loopback.") var issuer: String
    @Option(help: "The client_id of the registration.") var clientId: String
    @Option(help: "A file that holds the client secret alone.") var clientSecretFile: String
    @Option(help: "The portal's name in Vietnamese.") var name = "Cổng Dịch vụ công"
    @Option(help: "The portal's name in English. (default: the Vietnamese one)") var nameEn: String?
    @Option(help: "Where browsers find the portal. (default: http:// and --listen)") var publicUrl: String?
    @Option(help: "The portal's colour, #rrggbb.") var accent = "#1d4f91"
    @Option(help: "The scopes to ask for, separated by spaces.") var scope = "openid profile"
    @Option(help: "Refuse sign-ins below this level: LoA1 to LoA4.") var minimumAcr: String?
    @Option(help: "The registered id_token_signed_response_alg.") var idTokenAlg = "ES256"
    @Flag(help: "End when standard input closes, so that the portal never outlives the process that started it.") var untilInputCloses =
        false

    /// Every failure is one line that names the mend; 2 for wrong usage, 1 for the rest.
    static func main() async {
        do {
            try await parse().serve()
        } catch let error as IOError {
            end("\(explanation(of: error))", code: 1)
        } catch  where error is SettingsRejection || error is ConfigurationRejection {
            end("\(error)", code: 2)
        } catch  where exitCode(for: error) == .success {
            exit(withError: error)
        } catch {
            end(message(for: error) + " (--help lists the options)", code: 2)
        }
    }

    private static func end(_ line: String, code: Int32) -> Never {
        FileHandle.standardError.write(Data("demo-portal: \(line)\n".utf8))
        Foundation.exit(code)
    }

    private func serve() async throws {
        guard let address = ListenAddress(listen) else { throw SettingsRejection.listen(listen) }
        let settings = try settings(address)
        let party = try RelyingParty(try client(settings))
        let line = "\(name): \(settings.publicURL)/ (\(issuer))"
        let listener = Listener(portal: Portal(settings: settings, party: party, world: .system), addresses: await address.bindAddresses())
        {
            FileHandle.standardOutput.write(Data((line + "\n").utf8))
        }
        if untilInputCloses { InputWatch.start() }
        try await listener.run()
        try await party.close()
    }

    private func settings(_ address: ListenAddress) throws(SettingsRejection) -> PortalSettings {
        guard let accent = Accent(accent) else { throw .accent(self.accent) }
        let url = publicUrl ?? address.url
        guard let parsed = HTTPAddress(parsing: url), parsed.isSecure, ["", "/"].contains(parsed.path), !parsed.hasQuery else {
            throw .publicURL(url)
        }
        return PortalSettings(name: name, englishName: nameEn, publicURL: url, accent: accent, port: address.port)
    }

    private func client(_ settings: PortalSettings) throws(SettingsRejection) -> ClientConfiguration {
        guard let algorithm = ClientConfiguration.SigningAlgorithm(rawValue: idTokenAlg) else { throw .algorithm(idTokenAlg) }
        let minimum = minimumAcr.map { AuthenticationContextClass(rawValue: $0) }
        if let minimumAcr, minimum == .some(nil) { throw .level(minimumAcr) }
        return ClientConfiguration(
            issuer: issuer, clientID: clientId, authentication: .clientSecretBasic(try SecretFile.read(clientSecretFile)),
            redirectURI: settings.redirectURI, postLogoutRedirectURI: settings.postLogoutRedirectURI,
            scopes: scope.split(separator: " ").map(String.init), minimumLevel: minimum ?? nil, idTokenSigningAlgorithm: algorithm)
    }

    private static func explanation(of error: IOError) -> String {
        switch error.errnoCode {
        case EADDRINUSE: "the address of --listen is taken by another process: end that one, or give another address"
        case EACCES: "the address of --listen may not be used by this user: give a port above 1023"
        case EADDRNOTAVAIL: "the address of --listen is not one of this machine: give another"
        default: "cannot listen (error \(error.errnoCode)): give another address in --listen"
        }
    }
}

/// A wrong option, in one line that names the mend.
enum SettingsRejection: Error, Equatable, CustomStringConvertible {
    case accent(String)
    case algorithm(String)
    case level(String)
    case listen(String)
    case publicURL(String)
    case secretUnreadable(file: String, reason: String)
    case secretEmpty(file: String)

    var description: String {
        switch self {
        case .accent(let text): "--accent “\(text)” is not a colour: give #rrggbb, such as #1d4f91"
        case .algorithm(let text): "--id-token-alg “\(text)” is not known: give ES256, ES384, EdDSA, RS256 or PS256"
        case .level(let text): "--minimum-acr “\(text)” is not a level: give LoA1, LoA2, LoA3 or LoA4"
        case .listen(let text): "--listen “\(text)” is not an address: give HOST:PORT, such as localhost:8081"
        case .publicURL(let text): "--public-url “\(text)” is refused: give https://HOST, or http on loopback, without path or query"
        case .secretUnreadable(let file, let reason):
            "--client-secret-file \(file) cannot be read (\(reason)): name a file that this user may read"
        case .secretEmpty(let file): "--client-secret-file \(file) holds no secret: write the client_secret of the registration into it"
        }
    }
}
