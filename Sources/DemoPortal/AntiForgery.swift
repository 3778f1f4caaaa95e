internal import HTTP
internal import HTTPTypes
internal import Primitives
internal import TokenCrypto

/// Proof that a form came from a page of this portal, shown to this very session. OWASP ASVS 5.0 §3.5.1.
struct AntiForgery: Sendable {
    private let key: [UInt8]

    init(key: [UInt8]) { self.key = key }

    static let fieldName = "csrf"

    func token(for session: ID<PortalSession>) -> String {
        Base64URL.encode(HMAC.sha256(key: key, Array("form of \(session.value)".utf8)))
    }

    /// The token must fit, and a browser that names the sender must name this portal.
    ///
    /// `Origin` counts only without `Sec-Fetch-Site`: under `Referrer-Policy: no-referrer` browsers send `Origin: null` with their own forms.
    func accepts(_ request: Request, for session: ID<PortalSession>, origin: String) -> Bool {
        field(of: request).map { accepts($0, in: request, for: session, origin: origin) } ?? false
    }

    /// The same for a form of another encoding, whose token has been read already.
    func accepts(_ token: String, in request: Request, for session: ID<PortalSession>, origin: String) -> Bool {
        if let site = request.headers[Self.fetchSite] {
            guard site == "same-origin" else { return false }
        } else if let sender = request.headers[.origin] {
            guard sender.utf8.elementsEqual(origin.utf8) else { return false }
        }
        return constantTimeEqual(Array(token.utf8), Array(self.token(for: session).utf8))
    }

    private static let fetchSite = HTTPField.Name("sec-fetch-site") ?? .origin

    private func field(of request: Request) -> String? {
        do throws(Form.ParsingError) { return try Form(parsing: request.body, maximumFields: 16)[Self.fieldName] } catch { return nil }
    }
}
