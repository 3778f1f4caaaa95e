/// Templates, catalogues and assets by file name: those compiled in, with what an operator's folder puts in their place.
struct Files: Sendable {
    private let contents: [String: [UInt8]]

    init(overrides: [String: [UInt8]]) throws(PageRenderer.LoadingError) {
        let known = Self.embedded
        for name in overrides.keys.sorted() where known[name] == nil {
            throw .unknownFile(name, known: known.keys.sorted())
        }
        contents = known.merging(overrides) { $1 }
    }

    func bytes(_ name: String) throws(PageRenderer.LoadingError) -> [UInt8] {
        guard let bytes = contents[name] else { throw .unknownFile(name, known: contents.keys.sorted()) }
        return bytes
    }

    private static let embedded: [String: [UInt8]] = [
        "alert.mustache": PackageResources.alert_mustache,
        "approvals.mustache": PackageResources.approvals_mustache,
        "documents.mustache": PackageResources.documents_mustache,
        "consent.mustache": PackageResources.consent_mustache,
        "en.json": PackageResources.en_json,
        "error-reference.mustache": PackageResources.error_reference_mustache,
        "error.mustache": PackageResources.error_mustache,
        "favicon.svg": PackageResources.favicon_svg,
        "form-post.js": PackageResources.form_post_js,
        "form-post.mustache": PackageResources.form_post_mustache,
        "home.mustache": PackageResources.home_mustache,
        "layout.mustache": PackageResources.layout_mustache,
        "pairing.mustache": PackageResources.pairing_mustache,
        "pairing-confirm.mustache": PackageResources.pairing_confirm_mustache,
        "pairing-done.mustache": PackageResources.pairing_done_mustache,
        "sign-in.mustache": PackageResources.sign_in_mustache,
        "sign-out.js": PackageResources.sign_out_js,
        "sign-out.mustache": PackageResources.sign_out_mustache,
        "signed-out.mustache": PackageResources.signed_out_mustache,
        "site.css": PackageResources.site_css,
        "step-up.mustache": PackageResources.step_up_mustache,
        "vi.json": PackageResources.vi_json,
    ]
}
