internal import Accounts
internal import Foundation
internal import HTTP
internal import Logging
internal import OAuth
internal import Outbound
internal import Primitives
internal import SignaturesAPI
internal import TokenCrypto
internal import Web

/// The running provider: which parts there are, and who gets which. The one place where modules meet.
struct Wiring {
    let registry: Registry
    let notifier: LogoutNotifier
    let backchannelNotifier: BackchannelNotifier
    let fetcher: DocumentFetcher
    let revocation: RevocationCache
    let prefetch: RevocationPrefetch
    let renderer: PageRenderer

    /// More sign-ins than these wait no longer than a person would: further ones are told to come back.
    private static let waitingHashes = 64

    init(_ instance: Instance, logger: Logger) throws {
        let issuer = instance.configuration.issuer.text
        let world = instance.world
        let keys = instance.keys
        let secret = keys.secret
        let statusLists = StatusLists(store: instance.statusLists, key: secret.key("status lists"))
        fetcher = DocumentFetcher(loopbackAllowed: instance.configuration.issuer.isLoopback)
        let provider = ProviderContext(
            issuer: issuer, mutualTLSIssuer: instance.configuration.mutualTLS?.issuer?.text, world: world,
            subjects: SubjectIdentifier(key: secret.key("pairwise subjects"), sidKey: secret.key("session identifiers")),
            refreshKey: secret.key("refresh tokens"), keys: { keys.ring }, statusLists: statusLists,
            clientKeys: PublishedClientKeys(fetcher: fetcher, logger: logger), documents: RecentDocuments(fetcher))
        let clients = CachedClients(instance.clients)
        let codes = RecentCodes(instance.codes)
        notifier = LogoutNotifier(
            logouts: instance.logouts, clients: clients, issuer: TokenIssuer(provider: provider), world: world,
            loopbackAllowed: instance.configuration.issuer.isLoopback, logger: logger)
        renderer = try PageRenderer(settings: PageSettings(issuer: issuer, hotline: instance.configuration.hotline))
        let cookies = BrowserCookies(issuer: issuer)
        let antiForgery = AntiForgery(key: secret.key("anti-forgery"), cookies: cookies, issuer: issuer, world: world)
        let presentation = PagePresentation(renderer: renderer, antiForgery: antiForgery)
        let sessionSettings = SessionSettings()
        let session = BrowserSession(
            lookup: SessionLookup(sessions: instance.sessions, settings: sessionSettings, world: world), cookies: cookies,
            settings: sessionSettings)
        let consents = ConsentLedger(consents: instance.consents, world: world)
        let stepUp = Self.stepUp(instance, sessionSettings)
        let flow = AuthorizationFlow(
            provider: provider, clients: clients, codes: codes, pushes: instance.pushes, signedIn: session, consents: consents,
            presentation: presentation, levels: PersonLevels(accounts: instance.accounts, stepUp: stepUp))
        let form = PasswordForm(
            signIn: try Self.passwordSignIn(instance, sessionSettings), session: session)
        let authenticator = ClientAuthenticator(
            methods: try Self.certificateMethods(instance, provider) + [
                ClientSecretBasic(), ClientSecretPost(),
                PrivateKeyJWT(provider: provider, replays: instance.replays),
                ClientSecretJWT(provider: provider, replays: instance.replays, sealing: instance.secretSealing), PublicClient(),
            ], clients: clients, throttle: ClientThrottle(), world: world)
        let possession = ProofOfPossession(
            dpop: DPoP(provider: provider, replays: instance.replays, nonces: DPoPNonce(key: secret.key("DPoP nonces"))))
        let claims = PersonClaims(accounts: instance.accounts)
        let notifier = notifier
        let noticeKey = secret.key("backchannel notices")
        backchannelNotifier = BackchannelNotifier(
            notices: instance.polled, clients: clients, key: noticeKey, world: world,
            loopbackAllowed: instance.configuration.issuer.isLoopback, logger: logger)
        let userCodeKey = secret.key("user codes")
        let answers = PolledAnswer(
            polled: instance.polled, clients: clients, agencies: instance.agencies, consents: consents, world: world)
        let trust = InstalledTrust(instance.configuration)
        revocation = RevocationCache(RevocationFolder(instance.configuration))
        prefetch = RevocationPrefetch(trust: trust, cache: revocation, fetcher: fetcher, world: world, logger: logger)
        let judge = DocumentWorkers(trust: trust, revocation: revocation)
        let protocolEndpoints: [any Endpoint] = [
            AuthorizationEndpoint(
                provider: provider, flow: flow, pendings: instance.pendings, presentation: presentation,
                binding: { antiForgery.binding(of: $0) }),
            PushedAuthorizationRequestEndpoint(
                provider: provider, clients: clients, pushes: instance.pushes, authenticator: authenticator,
                possession: possession),
            TokenEndpoint(
                context: GrantContext(
                    provider: provider, authorizations: instance.authorizations, claims: claims, clients: clients, codes: codes,
                    consents: consents, polled: instance.polled, refreshTokens: instance.refreshTokens, tokens: instance.tokens),
                authenticator: authenticator, possession: possession),
            DeviceAuthorizationEndpoint(
                provider: provider, polled: instance.polled, authenticator: authenticator, userCodeKey: userCodeKey),
            BackchannelAuthenticationEndpoint(
                provider: provider, polled: instance.polled, people: claims, replays: instance.replays, authenticator: authenticator,
                noticeKey: noticeKey),
            UserInfoEndpoint(provider: provider, tokens: instance.tokens, clients: clients, claims: claims, possession: possession),
            IntrospectionEndpoint(provider: provider, tokens: instance.tokens, clients: clients, authenticator: authenticator),
            RevocationEndpoint(provider: provider, tokens: instance.tokens, authenticator: authenticator),
            SignatureValidationsEndpoint(
                provider: provider, tokens: instance.tokens, clients: clients, possession: possession, accounts: instance.accounts,
                judge: judge, audit: instance.audit),
            JWKSetEndpoint(provider: provider), StatusListEndpoint(provider: provider, lists: statusLists),
            EndSessionEndpoint(
                provider: provider, clients: clients, logouts: instance.logouts, signedIn: session, presentation: presentation,
                delivery: LogoutDelivery(deliverNow: { await notifier.deliverNow($0) })),
        ]
        let stepUpForm = StepUpForm(stepUp: stepUp, session: session)
        let pages: [any Endpoint] = [
            HomeEndpoint(accounts: instance.accounts, session: session, renderer: renderer),
            SignInEndpoint(form: form, session: session, renderer: renderer, presentation: presentation, antiForgery: antiForgery),
            InteractionEndpoint(
                flow: flow, pendings: instance.pendings, accounts: instance.accounts, session: session, consents: consents, form: form,
                stepUp: stepUpForm, renderer: renderer, presentation: presentation,
                antiForgery: antiForgery, world: world),
            StepUpEndpoint(
                form: stepUpForm, accounts: instance.accounts, session: session, renderer: renderer, presentation: presentation,
                antiForgery: antiForgery),
            PairingEndpoint(
                answers: answers,
                throttle: UserCodeThrottle(throttles: instance.throttles, key: secret.key("throttles"), world: world),
                accounts: instance.accounts, session: session, renderer: renderer, presentation: presentation, antiForgery: antiForgery,
                userCodeKey: userCodeKey),
            ApprovalsEndpoint(
                answers: answers, session: session, renderer: renderer, presentation: presentation, antiForgery: antiForgery),
            DocumentsEndpoint(
                accounts: instance.accounts, session: session, judge: judge, audit: instance.audit, renderer: renderer,
                presentation: presentation, antiForgery: antiForgery, world: world),
            ErrorReferenceEndpoint(renderer: renderer), renderer.assetEndpoint,
        ]
        registry = Registry(
            issuer: issuer, mutualTLSIssuer: provider.mutualTLSIssuer,
            endpoints: protocolEndpoints + Self.registration(instance, provider, clients, fetcher) + pages)
    }

    /// Dynamic registration, where the operator has switched it on.
    private static func registration(
        _ instance: Instance, _ provider: ProviderContext, _ clients: CachedClients, _ documents: any DocumentSource
    ) -> [any Endpoint] {
        let access: RegistrationEndpoint.Access
        switch instance.configuration.registration {
        case .off: return []
        case .token: access = .token
        case .open: access = .open
        }
        return [
            RegistrationEndpoint(
                provider: provider, registrations: instance.registrations, agencies: instance.agencies, policy: instance.clientPolicy,
                access: access, documents: documents),
            ClientConfigurationEndpoint(
                provider: provider, registrations: instance.registrations, agencies: instance.agencies, policy: instance.clientPolicy,
                documents: documents, changed: { clients.forget($0) }),
        ]
    }

    private static func certificateMethods(_ instance: Instance, _ provider: ProviderContext) throws -> [any ClientAuthentication] {
        guard instance.configuration.mutualTLS != nil else { return [] }
        var methods: [any ClientAuthentication] = [SelfSignedTLSClientAuthentication(provider: provider)]
        if let authorities = try instance.certificateAuthorities() {
            methods.insert(TLSClientAuthentication(authorities: authorities, world: instance.world), at: 0)
        }
        return methods
    }

    /// What people can prove after the password. Add one here: pages, levels, `amr` and discovery follow.
    private static func authenticators(_ instance: Instance) -> [any Authenticator] {
        [TimeCodeAuthenticator(seedKey: instance.oneTimeSeedKey, world: instance.world)]
    }

    private static func stepUp(_ instance: Instance, _ settings: SessionSettings) -> StepUp {
        StepUp(
            accounts: instance.accounts, sessions: instance.sessions, throttles: instance.throttles, devices: instance.devices,
            authenticators: authenticators(instance), session: settings, key: instance.keys.secret.key("throttles"), world: instance.world)
    }

    private static func passwordSignIn(_ instance: Instance, _ settings: SessionSettings) throws -> PasswordSignIn {
        // Half of the cores: a flood of sign-ins must leave room for those who are signed in already.
        let pool = try PasswordHashPool(threads: max(1, ProcessInfo.processInfo.activeProcessorCount / 2), queueLimit: waitingHashes)
        return PasswordSignIn(
            accounts: instance.accounts, sessions: instance.sessions, throttles: instance.throttles, devices: instance.devices,
            passwords: instance.passwordAuthenticator(on: pool), session: settings, key: instance.keys.secret.key("throttles"),
            world: instance.world)
    }
}
