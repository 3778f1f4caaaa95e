internal import Primitives
internal import RelyingParty

/// The portal to somebody who is signed in: who, how strongly, and what this agency learned.
struct SignedInPage: Sendable {
    let session: PortalSession
    let antiForgeryToken: String
    let wording: Wording

    var body: HTML {
        """
        <div class="card">
        <h1>\(session.name.map(wording.greeting) ?? wording.greetingWithoutName)</h1>
        \(Verdict(tone: .good, title: wording.signedInTitle, text: levelText).html)
        \(stepUp)
        <h2>\(wording.proofHeading)</h2>
        <dl>\(proof)</dl>
        <h2>\(wording.claimsHeading)</h2>
        \(claims)
        <p class="actions"><a class="button" href="/documents">\(wording.documentsTitle)</a></p>
        <form method="post" action="/sign-out"><input type="hidden" name="\(AntiForgery.fieldName)" value="\(antiForgeryToken)">
        <p class="hint">\(wording.signOutHint)</p>
        <p class="actions"><button type="submit">\(wording.signOut)</button> <a class="aside" href="/session.json">\(wording.machineReadable)</a></p>
        </form>
        </div>
        """
    }

    /// What a portal would offer before an act that needs more, such as a payment.
    private var stepUp: HTML {
        guard let level = token.level, level < .loa2 else { return .empty }
        return "<p class=\"actions\"><a class=\"aside\" href=\"/sign-in?level=LoA2\">\(wording.stepUp)</a></p>"
    }

    private var token: IDToken { session.idToken }

    private var levelText: HTML {
        guard let level = token.level else { return "\(wording.level): \(wording.levelText(nil))" }
        return "\(wording.level): <strong>\(level.rawValue)</strong>, \(wording.levelText(level))"
    }

    private var proof: [HTML] {
        var rows: [HTML] = ["<dt>\(wording.subject)</dt><dd><code>\(token.subject)</code><small>\(wording.subjectHint)</small></dd>"]
        if let seconds = token.authenticationTime {
            let time = LocalTime(Instant(secondsSinceEpoch: seconds))
            rows.append("<dt>\(wording.time)</dt><dd><time datetime=\"\(time.machineReadable)\">\(time.description)</time></dd>")
        }
        if !token.methods.isEmpty {
            rows.append("<dt>\(wording.means)</dt><dd>\(token.methods.map(wording.meansText).joined(separator: ", "))</dd>")
        }
        return rows
    }

    private var claims: HTML {
        let shown = ReleasedClaim.all(in: session.claims, wording: wording)
        guard !shown.isEmpty else { return "<p class=\"hint\">\(wording.noClaims)</p>" }
        let rows: [HTML] = shown.map { "<dt>\($0.label)</dt><dd>\($0.value)</dd>" }
        return "<dl>\(rows)</dl>"
    }
}

/// One claim as a person reads it.
struct ReleasedClaim: Sendable, Equatable {
    let label: String
    let value: String

    /// All claims but the subject, which the page shows above.
    static func all(in claims: Claims, wording: Wording) -> [ReleasedClaim] {
        claims.names.filter { $0 != "sub" }.map { ReleasedClaim(label: wording.claim($0), value: text(of: $0, in: claims, wording)) }
    }

    private static func text(of name: String, in claims: Claims, _ wording: Wording) -> String {
        if name == "updated_at", let time = claims.integer(name) { return LocalTime(Instant(secondsSinceEpoch: time)).description }
        if let text = claims[name] { return presented(text, of: name, wording) }
        if let flag = claims.bool(name) { return wording.yes(flag) }
        if let number = claims.integer(name) { return String(number) }
        if let list = claims.strings(name) { return list.joined(separator: ", ") }
        return claims.nested(name).map { $0["formatted"] ?? $0.json } ?? ""
    }

    /// Numbers that identify are masked: somebody else may see the screen.
    private static func presented(_ text: String, of name: String, _ wording: Wording) -> String {
        switch name {
        case "personal_number" where text.utf8.count > 6: "\(text.prefix(3))•••••\(text.suffix(3))"
        case "phone_number" where text.utf8.count > 8: "\(text.prefix(5))•••\(text.suffix(3))"
        case "birthdate": text.split(separator: "-").reversed().joined(separator: "/")
        default: wording.value(text, of: name)
        }
    }
}
