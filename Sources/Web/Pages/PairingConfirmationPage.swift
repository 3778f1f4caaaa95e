package import Mustache

/// Asks whether a device elsewhere may sign in for the person, in words that a person who was talked into it understands.
/// RFC 8628 §5.4.
package struct PairingConfirmationPage: Page {
    package var portal: String
    package var agency: String?
    /// As the device shows it, to be compared.
    package var code: String
    package var network: String
    package var items: [ConsentPage.Item]
    package var staysConnected: Bool
    package var action: String
    package var antiForgery: String

    package init(
        portal: String, agency: String?, code: String, network: String, items: [ConsentPage.Item], staysConnected: Bool, action: String,
        antiForgery: String
    ) {
        self.portal = portal
        self.agency = agency
        self.code = code
        self.network = network
        self.items = items
        self.staysConnected = staysConnected
        self.action = action
        self.antiForgery = antiForgery
    }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.pairingConfirmation }
    package func title(in words: Localization) -> String { words("pairing.title") }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        var view: [String: Any] = [
            "action": action, "csrf": antiForgery, "portal": portal, "code": code, "network": network, "staysConnected": staysConnected,
            "heading": words("pairing.heading_confirm", ["portal": portal]), "anyItems": !items.isEmpty,
        ]
        view["agency"] = agency
        view["items"] = items.map { item in
            var row = ["label": words.label(ofClaim: item.claim), "source": words("consent.source_\(item.source.rawValue)")]
            row["value"] = item.value
            return row
        }
        return view
    }
}
