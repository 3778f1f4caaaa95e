/// A repository for every port of the cores, on one database and one log.
package struct Repositories: Sendable {
    package let accounts: AccountRepository
    package let agencies: AgencyRepository
    package let authorizations: AuthorizationRepository
    package let clients: ClientRepository
    package let codes: AuthorizationCodeRepository
    package let consents: ConsentRepository
    package let knownDevices: KnownDeviceRepository
    package let logouts: LogoutRepository
    package let pendingAuthorizations: PendingAuthorizationRepository
    package let pushedAuthorizations: PushedAuthorizationRepository
    package let polled: PolledAuthorizationRepository
    package let refreshTokens: RefreshTokenRepository
    package let registrations: RegistrationRepository
    package let replays: ReplayRepository
    package let sessions: SessionRepository
    package let statusLists: StatusListRepository
    package let throttles: ThrottleRepository
    package let tokens: TokenRepository

    package init(_ database: any Database, log: AuditLog) {
        accounts = AccountRepository(database, log: log)
        agencies = AgencyRepository(database, log: log)
        authorizations = AuthorizationRepository(database, log: log)
        clients = ClientRepository(database, log: log)
        codes = AuthorizationCodeRepository(database, log: log)
        consents = ConsentRepository(database, log: log)
        knownDevices = KnownDeviceRepository(database, log: log)
        logouts = LogoutRepository(database, log: log)
        pendingAuthorizations = PendingAuthorizationRepository(database, log: log)
        pushedAuthorizations = PushedAuthorizationRepository(database)
        polled = PolledAuthorizationRepository(database, log: log)
        refreshTokens = RefreshTokenRepository(database, log: log)
        registrations = RegistrationRepository(database, log: log)
        replays = ReplayRepository(database)
        sessions = SessionRepository(database, log: log)
        statusLists = StatusListRepository(database)
        throttles = ThrottleRepository(database, log: log)
        tokens = TokenRepository(database, log: log)
    }
}
