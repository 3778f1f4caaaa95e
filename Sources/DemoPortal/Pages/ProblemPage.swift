internal import RelyingParty

/// What went wrong, what to do next, and a code to quote.
struct ProblemPage: Sendable {
    enum Kind: Sendable {
        case notFound
        case methodNotAllowed
        case forgedForm
        case signInNotStartedHere
        case sessionEndedMeanwhile
        case signIn(Rejection)
        case signedOutHereOnly(Rejection)
    }

    let kind: Kind
    let wording: Wording

    var title: String { words.0 }

    var body: HTML {
        """
        <div class="card">
        \(Verdict(tone: .bad, title: words.0, text: "\(words.1)", isHeading: true).html)
        \(code)
        <p class="actions">\(action)</p>
        </div>
        """
    }

    private var words: (String, String) {
        switch kind {
        case .notFound: wording.notFound
        case .methodNotAllowed: wording.methodNotAllowed
        case .forgedForm: wording.forgedForm
        case .signInNotStartedHere: wording.notStartedHere
        case .sessionEndedMeanwhile: wording.sessionEndedMeanwhile
        case .signedOutHereOnly: wording.signedOutHereOnly
        case .signIn(let rejection): words(for: rejection)
        }
    }

    private func words(for rejection: Rejection) -> (String, String) {
        switch rejection.reason {
        case .levelTooLow: wording.levelTooLow
        case .transactionForged, .transactionExpired: wording.notStartedHere
        case .authorizationRefused where rejection.detail == "access_denied": wording.cancelled
        case _ where rejection.isProviderFault: wording.providerDown
        default: wording.refused
        }
    }

    private var code: HTML {
        switch kind {
        case .signIn(let rejection), .signedOutHereOnly(let rejection):
            "<p class=\"hint\">\(wording.code): <code>\(rejection.description)</code></p>"
        default: .empty
        }
    }

    private var action: HTML {
        switch kind {
        case .signIn, .signInNotStartedHere, .sessionEndedMeanwhile:
            "<a class=\"button\" href=\"/sign-in\">\(wording.tryAgain)</a> <a class=\"aside\" href=\"/\">\(wording.home)</a>"
        default: "<a class=\"button\" href=\"/\">\(wording.home)</a>"
        }
    }
}
