package import HTTP
internal import HTTPTypes
internal import Mustache
internal import Primitives

/// Turns pages into responses: words, template, security headers.
package struct PageRenderer: Sendable {
    /// Why the pages cannot be shown at this instance.
    package enum LoadingError: Error, Equatable {
        case catalogue(Localization.LoadingError)
        case template(String, String)
        case unknownFile(String, known: [String])
    }

    package let headers: SecurityHeaders
    package let assetEndpoint: AssetEndpoint
    private let settings: PageSettings
    private let templates: Templates
    private let vietnamese: Localization
    private let english: Localization
    private let addresses: [String: String]

    /// - Parameter overrides: contents by file name (`site.css`, `vi.json`, `sign-in.mustache`) that replace what is compiled in.
    package init(settings: PageSettings, overrides: [String: [UInt8]] = [:]) throws(LoadingError) {
        let files = try Files(overrides: overrides)
        self.settings = settings
        headers = SecurityHeaders(issuer: settings.issuer)
        templates = try Templates(files)
        vietnamese = try Self.words(.vietnamese, files)
        english = try Self.words(.english, files)
        let style = Asset("site.css", mediaType: "text/css; charset=utf-8", bytes: try files.bytes("site.css"))
        let icon = Asset("favicon.svg", mediaType: "image/svg+xml", bytes: try files.bytes("favicon.svg"))
        let script = Asset("form-post.js", mediaType: "text/javascript; charset=utf-8", bytes: try files.bytes("form-post.js"))
        let onward = Asset("sign-out.js", mediaType: "text/javascript; charset=utf-8", bytes: try files.bytes("sign-out.js"))
        assetEndpoint = AssetEndpoint([style, icon, script, onward], headers: headers)
        addresses = ["style": style.path, "icon": icon.path, "script": script.path, "onward": onward.path]
    }

    var isSecure: Bool { settings.issuer.hasPrefix("https://") }

    /// The words of a language, for texts that are made outside of a page.
    package func words(_ language: Language) -> Localization { language == .vietnamese ? vietnamese : english }

    /// The page in the visitor's language.
    package func response(_ page: some Page, for visit: Visit) -> Response {
        let words = words(visit.language)
        var view = page.view(in: words, settings: settings)
        view["words"] = words.tree
        view["site"] = site(page.title(in: words), words, visit)
        let html = type(of: page).template(in: templates).render(view, library: templates.shared)
        var fields = headers.page(scripts: page.usesScript, formTargets: page.formTargets, frames: page.frameSources)
        fields[.contentType] = "text/html; charset=utf-8"
        fields[.contentLanguage] = visit.language.rawValue
        fields[.retryAfter] = page.retryAfter.map(String.init)
        var response = Response(status: page.status, headers: fields, body: Array(html.utf8))
        if let cookie = visit.cookie(secure: isSecure) { response.set(cookie) }
        return response
    }

    /// What the layout fills in on every page.
    private func site(_ title: String, _ words: Localization, _ visit: Visit) -> [String: Any] {
        var site: [String: Any] = ["title": title, "language": visit.language.rawValue, "assets": addresses]
        site["host"] = settings.host
        site["hotline"] = settings.hotline.map { words("site.hotline", ["phone": $0]) }
        site["switch"] = visit.switchAddress.map { ["address": $0, "language": visit.language.other.rawValue] }
        return site
    }

    private static func words(_ language: Language, _ files: Files) throws(LoadingError) -> Localization {
        let bytes = try files.bytes(language.rawValue + ".json")
        do { return try Localization(language, catalogue: bytes) } catch { throw .catalogue(error) }
    }
}
