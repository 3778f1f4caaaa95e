/// What every page has around its content.
struct Layout: Sendable {
    let title: String
    let portal: String
    let wording: Wording
    let body: HTML

    var page: HTML {
        """
        <!doctype html>
        <html lang="\(wording.language.rawValue)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <link rel="stylesheet" href="/assets/portal.css">
        <link rel="icon" href="/favicon.svg" type="image/svg+xml">
        <title>\(fullTitle)</title>
        </head>
        <body>
        <a class="skip" href="#content">\(wording.skip)</a>
        <header class="site"><div>
        <a class="home" href="/"><span class="mark">\(Icon.star)</span><span><b>\(portal)</b><small>\(wording.demonstration)</small></span></a>
        <a class="language" href="/?lang=\(wording.language.other.rawValue)" lang="\(wording.language.other.rawValue)" \
        hreflang="\(wording.language.other.rawValue)">\(wording.switchLanguage)</a>
        </div></header>
        <main id="content">
        \(body)
        </main>
        <footer class="site"><p>\(wording.safety)</p><p>\(wording.footer)</p></footer>
        </body>
        </html>
        """
    }

    private var fullTitle: String { title == portal ? portal : "\(title) – \(portal)" }
}

/// Drawings beside words that say the same; a screen reader passes over them.
enum Icon {
    static let star: HTML = """
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2l2.9 6.6 7.1.6-5.4 4.7 1.7 7L12 17.3 5.7 20.9l1.7-7L2 9.2l7.1-.6z"/></svg>
        """
    static let check = stroked("M7.5 12.5l3 3 6-6.5")
    static let cross = stroked("M8 8l8 8M16 8l-8 8")
    static let caution = stroked("M12 7v6M12 16.5v.5")

    private static func stroked(_ path: String) -> HTML {
        """
        <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" \
        aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="\(path)"/></svg>
        """
    }
}

/// A coloured statement: sign, heading and text together, never colour alone.
struct Verdict: Sendable {
    enum Tone: String { case good, warn, bad }

    let tone: Tone
    let title: String
    let text: HTML
    var isHeading = false

    var html: HTML {
        let icon =
            switch tone {
            case .good: Icon.check
            case .warn: Icon.caution
            case .bad: Icon.cross
            }
        let heading: HTML = isHeading ? "<h1>\(title)</h1>" : "<b>\(title)</b>"
        return """
            <div class="verdict \(tone.rawValue)" role="\(tone == .good ? "status" : "alert")">\(icon)<div>\(heading)<p>\(text)</p></div></div>
            """
    }
}
