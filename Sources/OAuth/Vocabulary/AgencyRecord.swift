package import Primitives
package import TokenCrypto

/// A ministry, province or other body on whose behalf relying parties are registered.
package struct AgencyRecord: Sendable, Equatable {
    /// The code of QĐ 20/2020, level 1 first: `G15`, `H26.17`.
    package var code: ID<Agency>
    package var name: String
    package var englishName: String?
    /// For display only; never the base of a redirect allow-list.
    package var portalHost: String?

    /// Keys that sign this agency's software statements. RFC 7591 §2.3; nil leaves those that are stored.
    package var statementKeys: JWKSet?

    package init(code: ID<Agency>, name: String, englishName: String?, portalHost: String?) {
        self.code = code
        self.name = name
        self.englishName = englishName
        self.portalHost = portalHost
    }
}
