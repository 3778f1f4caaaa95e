package import Mustache

/// Shows which data a portal receives, and asks where the law asks for the person's consent.
package struct ConsentPage: Page {
    /// On what the release rests.
    package enum Mode: Sendable, Equatable {
        /// The law allows it: the person is told, once, and is not asked for a consent that would decide nothing.
        case notice
        /// The person decides.
        case explicit
    }

    /// Who vouches for a value.
    package enum Source: String, Sendable, Equatable, CaseIterable {
        /// Recorded by an authority that proofed the account.
        case account
        /// Given by the person, not checked.
        case declared
        /// Given by the person, and proven to be theirs.
        case verified
        /// Made by the provider, as an account's identifier for one portal.
        case provider
    }

    package struct Item: Sendable, Equatable {
        /// The claim's name as tokens carry it, such as `phone_number`; its label comes from the catalogue.
        package var claim: String
        /// The value as it may be shown, masked; nil when the claim is empty or says nothing to a person.
        package var value: String?
        package var source: Source

        package init(claim: String, value: String? = nil, source: Source) {
            self.claim = claim
            self.value = value
            self.source = source
        }
    }

    /// One matter in which the portal wants to act for the person.
    package enum Permission: Sendable, Equatable {
        /// - Parameters:
        ///   - number: of the dossier; nil for all of the person's.
        ///   - actions: in the words of the authorization detail, such as `submit`; their phrases come from the catalogue.
        case dossier(number: String?, actions: [String])
    }

    package var portal: String
    package var mode: Mode
    package var items: [Item]
    package var permissions: [Permission]
    package var action: String
    package var antiForgery: String
    /// Whether the portal also asks to keep access while the person is away (`offline_access`).
    package var staysConnected: Bool
    package var formTargets: [String]
    /// What the portal wrote about its use of data, and its terms: addresses that it registered.
    package var policy: String?
    package var terms: String?

    package init(
        portal: String, mode: Mode, items: [Item], permissions: [Permission] = [], action: String, antiForgery: String,
        staysConnected: Bool = false, formTargets: [String] = [], policy: String? = nil, terms: String? = nil
    ) {
        self.portal = portal
        self.mode = mode
        self.items = items
        self.permissions = permissions
        self.action = action
        self.antiForgery = antiForgery
        self.staysConnected = staysConnected
        self.formTargets = formTargets
        self.policy = policy
        self.terms = terms
    }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.consent }
    package func title(in words: Localization) -> String { words("consent.title") }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        var view: [String: Any] = ["action": action, "csrf": antiForgery, "staysConnected": staysConnected]
        let asks = mode == .explicit
        view["heading"] = words(asks ? "consent.heading_explicit" : "consent.heading_notice", ["portal": portal])
        view["lead"] = words(asks ? "consent.lead_explicit" : "consent.lead_notice")
        view["basis"] = words(asks ? "consent.basis_explicit" : "consent.basis_notice")
        view["allow"] = words(asks ? "consent.allow_continue" : "common.continue")
        view["deny"] = words(asks ? "consent.deny" : "consent.decline")
        view["anyLinks"] = policy != nil || terms != nil
        view["policy"] = policy
        view["terms"] = terms
        view["items"] = items.map { item in
            var row = ["label": words.label(ofClaim: item.claim), "source": words("consent.source_\(item.source.rawValue)")]
            row["value"] = item.value
            return row
        }
        if !permissions.isEmpty { view["permissions"] = ["lines": permissions.map { $0.line(in: words) }] }
        return view
    }
}

extension ConsentPage.Permission {
    fileprivate func line(in words: Localization) -> [String: String] {
        switch self {
        case .dossier(let number, let actions):
            [
                "label": number.map { words("permission.dossier", ["number": $0]) } ?? words("permission.dossiers"),
                "value": actions.map { words("value.dossier_\($0)") }.joined(separator: ", "),
            ]
        }
    }
}
