package import HTTPTypes

/// The headers with which a browser is told what a page may do: nothing but show itself and post its form.
///
/// - SeeAlso: Content Security Policy Level 3; RFC 6797; RFC 9700 §4.16.
package struct SecurityHeaders: Sendable {
    /// Whether people reach the provider by TLS, so that browsers may be told to insist on it.
    private let insistsOnTLS: Bool

    package init(issuer: String) { insistsOnTLS = issuer.hasPrefix("https://") }

    /// The headers of any answer, whatever it holds.
    package var basic: HTTPFields {
        var fields: HTTPFields = [.xContentTypeOptions: "nosniff"]
        Self.add([("Referrer-Policy", "no-referrer")], to: &fields)
        if insistsOnTLS { fields[.strictTransportSecurity] = "max-age=63072000; includeSubDomains" }
        return fields
    }

    /// The headers of a page.
    ///
    /// - Parameters:
    ///   - scripts: whether the page needs the one script that is served beside it.
    ///   - formTargets: sources from `formTarget(of:)`. Browsers hold redirects that follow a posted form to the same list,
    ///     so a page whose form ends in a redirect to a portal names that portal.
    ///   - frames: sources of what the page loads in frames.
    package func page(scripts: Bool, formTargets: [String], frames: [String] = []) -> HTTPFields {
        var fields = basic
        fields[.cacheControl] = "no-store"
        fields[.contentSecurityPolicy] = Self.policy(scripts: scripts, formTargets: formTargets, frames: frames)
        fields[.crossOriginResourcePolicy] = "same-origin"
        Self.add(Self.pageFields, to: &fields)
        return fields
    }

    /// What may be named as the target of a form for an address to which it redirects; nil when nothing safe can be said.
    ///
    /// Takes the origin by copying characters up to the path, and refuses every character that could end the directive.
    package static func formTarget(of address: String) -> String? {
        guard let colon = address.firstIndex(of: ":") else { return nil }
        let scheme = address[..<colon].lowercased()
        guard let first = scheme.utf8.first, isLetter(first), scheme.utf8.allSatisfy(isSchemeCharacter) else { return nil }
        guard scheme == "https" || scheme == "http" else { return unsafe.contains(scheme) ? nil : scheme + ":" }
        let rest = address[address.index(after: colon)...]
        guard rest.hasPrefix("//") else { return nil }
        let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        // The grammar of a host source has no place for an IPv6 address. CSP3 §2.3.1.
        if authority.hasPrefix("[") { return scheme + ":" }
        guard !authority.isEmpty, authority.utf8.allSatisfy(isAuthorityCharacter) else { return nil }
        return scheme + "://" + authority.lowercased()
    }

    private static let unsafe: Set<String> = ["about", "blob", "data", "file", "filesystem", "javascript", "vbscript"]

    private static func policy(scripts: Bool, formTargets: [String], frames: [String]) -> String {
        let targets = (["'self'"] + formTargets).joined(separator: " ")
        return [
            "default-src 'none'", "style-src 'self'", "img-src 'self'", scripts ? "script-src 'self'" : nil,
            frames.isEmpty ? nil : "frame-src " + frames.joined(separator: " "), "form-action \(targets)",
            "base-uri 'none'", "frame-ancestors 'none'",
        ].compactMap(\.self).joined(separator: "; ")
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isSchemeCharacter(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    private static func isAuthorityCharacter(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
    }

    private static let pageFields = [
        // A portal may open the sign-in page in a window of its own; it must not reach into it.
        ("Cross-Origin-Opener-Policy", "same-origin-allow-popups"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        // For browsers that do not know `frame-ancestors`.
        ("X-Frame-Options", "DENY"),
    ]

    private static func add(_ pairs: [(String, String)], to fields: inout HTTPFields) {
        for (name, value) in pairs { if let name = HTTPField.Name(name) { fields[name] = value } }
    }
}
