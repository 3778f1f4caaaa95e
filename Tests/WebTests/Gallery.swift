import Accounts
import HTTP
import HTTPTypes
import OAuth
import Primitives
import Web

/// Every page in every state, filled with given texts: what the tests look at, and what `Tests/Browser/gallery.py` photographs.
enum Gallery {
    /// The texts that a page takes from elsewhere.
    struct Texts {
        var portal = "Cổng Dịch vụ công Thành phố Hà Nội"
        var secondPortal = "Cổng Dịch vụ công Bộ Tư pháp"
        var person = "N••• Văn An"
        var identifier = "001 090 100 123"
        var value = "Nguyễn Văn An"
        var address = "/sign-in?transaction=t1"
        var token = "k3J9x0aW2mQ"
        var detail = "redirect_uri is not one of the registered redirect URIs"
    }

    static let settings = PageSettings(issuer: "https://id.example.vn", hotline: "1900 0000")

    static let renderer = Result { try PageRenderer(settings: settings) }

    static func pages(_ texts: Texts = Texts()) -> [(name: String, page: any Page)] {
        signIn(texts) + stepUp(texts) + consent(texts) + signOut(texts) + pairing(texts) + documents(texts) + rest(texts)
    }

    private static func signIn(_ texts: Texts) -> [(name: String, page: any Page)] {
        let states: [(String, [SignInProblem])] = [
            ("", []), ("-wrong", [.wrongCredentials]), ("-missing", [.missingIdentifier, .missingPassword]),
            ("-throttled", [.throttled(minutes: 4)]), ("-locked", [.locked]), ("-busy", [.busy]), ("-cookies", [.cookiesBlocked]),
            ("-expired", [.expired]), ("-recovery", [.recoveryNeeded]),
        ]
        var pages: [(name: String, page: any Page)] = states.map { name, problems in
            let page = SignInPage(
                portal: texts.portal, action: texts.address, antiForgery: texts.token, identifier: problems.isEmpty ? "" : texts.identifier,
                problems: problems, canCancel: true, formTargets: ["https://portal.example.vn"])
            return ("sign-in\(name)", page)
        }
        pages.append(("sign-in-alone", SignInPage(action: texts.address, antiForgery: texts.token)))
        let again = SignInPage(
            portal: texts.portal, action: texts.address, antiForgery: texts.token, identifier: texts.identifier, known: texts.person)
        pages.append(("sign-in-again", again))
        return pages
    }

    private static func stepUp(_ texts: Texts) -> [(name: String, page: any Page)] {
        let states: [(String, SignInProblem?)] = [
            ("", nil), ("-wrong", .wrongCode), ("-missing", .missingCode), ("-used", .codeUsed), ("-throttled", .throttled(minutes: 2)),
            ("-recovery", .recoveryNeeded),
        ]
        let challenge = Challenge(field: "code", autocomplete: "one-time-code", inputMode: "numeric", maximumLength: 16)
        return states.map { name, problem in
            let page = StepUpPage(
                portal: texts.portal, challenge: challenge, action: texts.address, antiForgery: texts.token, problem: problem,
                known: texts.person, formTargets: ["https://portal.example.vn"])
            return ("step-up\(name)", page)
        }
    }

    private static func consent(_ texts: Texts) -> [(name: String, page: any Page)] {
        let items: [ConsentPage.Item] = [
            .init(claim: "name", value: texts.value, source: .account),
            .init(claim: "personal_number", value: Masked.number("001090100123"), source: .account),
            .init(claim: "phone_number", value: Masked.phone("+84912345678"), source: .verified),
            .init(claim: "address", value: "Số 12, ngõ 345 đường Nguyễn Trãi, phường Thanh Xuân, Thành phố Hà Nội", source: .declared),
            .init(claim: "sub", source: .provider), .init(claim: texts.detail, value: texts.detail, source: .declared),
        ]
        func page(
            _ mode: ConsentPage.Mode, _ count: Int, _ permissions: [ConsentPage.Permission] = [], staysConnected: Bool = false
        ) -> ConsentPage {
            ConsentPage(
                portal: texts.portal, mode: mode, items: Array(items.prefix(count)), permissions: permissions, action: texts.address,
                antiForgery: texts.token,
                staysConnected: staysConnected)
        }
        return [
            ("consent-explicit", page(.explicit, 3)), ("consent-notice", page(.notice, 5)),
            (
                "consent-dossiers",
                page(
                    .explicit, 2,
                    [
                        .dossier(number: "H26.17-260101-0001", actions: ["read", "supplement", "withdraw"]),
                        .dossier(number: nil, actions: ["submit"]), .dossier(number: texts.detail, actions: []),
                    ])
            ),
            ("consent-offline", page(.explicit, 6, staysConnected: true)),
            (
                "consent-links",
                ConsentPage(
                    portal: texts.portal, mode: .notice, items: Array(items.prefix(2)), action: texts.address, antiForgery: texts.token,
                    policy: "https://portal.example.vn/policy", terms: "https://portal.example.vn/terms")
            ),
        ]
    }

    private static func signOut(_ texts: Texts) -> [(name: String, page: any Page)] {
        let names = [texts.portal, texts.secondPortal]
        let back = SignedOutPage.Destination(portal: texts.portal, address: "https://portal.example.vn/")
        let asks = SignOutPage(
            portal: texts.portal, portals: names, action: texts.address, antiForgery: texts.token,
            fields: [(name: texts.detail, value: texts.identifier)])
        let partly = [SignedOutPage.Portal(name: names[0], answer: .confirmed), .init(name: names[1], answer: .unconfirmed)]
        let asked = [partly[0], SignedOutPage.Portal(name: names[1], answer: .asked)]
        return [
            ("sign-out", asks),
            ("sign-out-alone", SignOutPage(action: texts.address, antiForgery: texts.token)),
            ("signed-out", SignedOutPage(.signedOut(names.map { .init(name: $0, answer: .confirmed) }), back: back)),
            ("signed-out-partly", SignedOutPage(.signedOut(partly), back: back)),
            ("signed-out-asked", SignedOutPage(.signedOut(asked), frames: ["https://portal.example.vn/logout?iss=i&sid=s"])),
            (
                "signed-out-onward",
                SignedOutPage(.signedOut(asked), back: back, frames: ["https://portal.example.vn/logout?iss=i&sid=s"])
            ),
            ("signed-out-one", SignedOutPage(.signedOut([partly[0]]))), ("signed-out-none", SignedOutPage(.signedOut([]))),
            ("signed-out-before", SignedOutPage(.wasSignedOut)), ("signed-out-stays", SignedOutPage(.staysSignedIn, back: back)),
        ]
    }

    private static func pairing(_ texts: Texts) -> [(name: String, page: any Page)] {
        let items: [ConsentPage.Item] = [
            .init(claim: "name", value: texts.value, source: .account), .init(claim: "birthdate", value: "02/01/1990", source: .account),
        ]
        let confirmation = PairingConfirmationPage(
            portal: texts.portal, agency: texts.secondPortal, code: "BCDF-GHJK", network: "203.0.…", items: items, staysConnected: true,
            action: texts.address, antiForgery: texts.token)
        let request = ApprovalsPage.Request(
            id: texts.identifier, portal: texts.portal, agency: texts.secondPortal, message: texts.value, network: "203.0.…",
            claims: ["name", "birthdate"], antiForgery: texts.token)
        return [
            ("device", PairingPage(action: texts.address, antiForgery: texts.token)),
            ("device-wrong", PairingPage(action: texts.address, antiForgery: texts.token, code: texts.identifier, problem: .wrongCode)),
            ("device-throttled", PairingPage(action: texts.address, antiForgery: texts.token, code: "BCDF-GHJK", problem: .throttled)),
            ("device-confirm", confirmation), ("device-allowed", PairingDonePage(.allowed)), ("device-denied", PairingDonePage(.denied)),
            ("approvals", ApprovalsPage(requests: [request, request], action: texts.address)),
            ("approvals-none", ApprovalsPage(requests: [], action: texts.address)),
        ]
    }

    private static func documents(_ texts: Texts) -> [(name: String, page: any Page)] {
        let text: JSON = [
            "vi": ["verdict": "Hợp lệ", "reasons": [.string(texts.value)], "advice": .string(texts.detail)],
            "en": ["verdict": "Valid", "reasons": [.string(texts.value)], "advice": .string(texts.detail)],
        ]
        let signature: JSON = [
            "text": text, "signer": ["commonName": .string(texts.person)], "claimedTime": "2026-11-22T07:05:00Z",
            "provenTime": "2026-11-22T20:05:00Z", "scope": [.string(texts.identifier), "revision 1"],
        ]
        return [
            ("documents", DocumentsPage(action: texts.address, antiForgery: texts.token)),
            ("documents-missing", DocumentsPage(action: texts.address, antiForgery: texts.token, problem: .missing)),
            ("documents-expired", DocumentsPage(action: texts.address, antiForgery: texts.token, problem: .expired)),
        ]
            + ["TOTAL-PASSED", "INDETERMINATE", "TOTAL-FAILED", "REFUSED"].map { indication in
                let report: JSON.Object = [
                    "indication": .string(indication), "file": .string(texts.portal), "format": "PAdES", "text": text,
                    "signatures": indication == "REFUSED" ? [] : [signature, signature],
                ]
                let page = DocumentsPage(action: texts.address, antiForgery: texts.token, report: report)
                return (name: "documents-\(indication.lowercased())", page: page as any Page)
            }
    }

    private static func rest(_ texts: Texts) -> [(name: String, page: any Page)] {
        let errors = ErrorPage.Reason.allCases.map { reason in
            let page = ErrorPage(reason, requestID: texts.token, detail: reason == .untrustedRedirect ? texts.detail : nil)
            return (name: "error-\(reason.rawValue)", page: page as any Page)
        }
        let fields = [
            (name: "code", value: texts.token), (name: "state", value: texts.identifier), (name: texts.detail, value: texts.detail),
        ]
        return errors + [
            ("form-post", FormPostPage(action: "https://portal.example.vn/callback", fields: fields, portal: texts.portal)),
            ("error-reference", ErrorReferencePage(.invalidGrant)), ("home", HomePage(.anonymous(signIn: texts.address))),
            ("home-signed-in", HomePage(.signedIn(name: texts.person, signOut: texts.address))),
        ]
    }
}
