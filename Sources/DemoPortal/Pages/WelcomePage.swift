internal import RelyingParty

/// The portal to somebody who is not signed in.
struct WelcomePage: Sendable {
    let portal: String
    /// Why signing in cannot work now, if it cannot.
    let problem: Rejection?
    let hasSignedOut: Bool
    let wording: Wording

    var body: HTML {
        """
        \(notices)
        <div class="card hero">
        <h1>\(portal)</h1>
        <p class="lead">\(wording.welcomeLead)</p>
        <p class="actions"><a class="button" href="/sign-in">\(wording.signIn)</a></p>
        </div>
        """
    }

    private var notices: [HTML] {
        var notices: [HTML] = []
        if hasSignedOut { notices.append(Verdict(tone: .good, title: wording.signedOutTitle, text: "\(wording.signedOutText)").html) }
        if let problem {
            let text: HTML = "\(wording.providerDownText) <span class=\"code\">\(wording.code): \(problem.code)</span>"
            notices.append(Verdict(tone: .warn, title: wording.providerDownTitle, text: text).html)
        }
        return notices
    }
}
