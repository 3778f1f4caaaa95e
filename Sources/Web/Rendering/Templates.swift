package import Mustache

/// The templates, parsed once at the start.
package struct Templates: Sendable {
    package let approvals: MustacheTemplate
    package let consent: MustacheTemplate
    package let documents: MustacheTemplate
    package let error: MustacheTemplate
    package let errorReference: MustacheTemplate
    package let formPost: MustacheTemplate
    package let home: MustacheTemplate
    package let pairing: MustacheTemplate
    package let pairingConfirmation: MustacheTemplate
    package let pairingDone: MustacheTemplate
    package let signIn: MustacheTemplate
    package let signOut: MustacheTemplate
    package let signedOut: MustacheTemplate
    package let stepUp: MustacheTemplate
    /// Parts that several pages share.
    let shared: MustacheLibrary

    init(_ files: Files) throws(PageRenderer.LoadingError) {
        approvals = try Self.parse("approvals", files)
        consent = try Self.parse("consent", files)
        documents = try Self.parse("documents", files)
        error = try Self.parse("error", files)
        errorReference = try Self.parse("error-reference", files)
        formPost = try Self.parse("form-post", files)
        home = try Self.parse("home", files)
        pairing = try Self.parse("pairing", files)
        pairingConfirmation = try Self.parse("pairing-confirm", files)
        pairingDone = try Self.parse("pairing-done", files)
        signIn = try Self.parse("sign-in", files)
        signOut = try Self.parse("sign-out", files)
        signedOut = try Self.parse("signed-out", files)
        stepUp = try Self.parse("step-up", files)
        shared = MustacheLibrary(templates: ["layout": try Self.parse("layout", files), "alert": try Self.parse("alert", files)])
    }

    private static func parse(_ name: String, _ files: Files) throws(PageRenderer.LoadingError) -> MustacheTemplate {
        let file = name + ".mustache"
        do { return try Markup.template(String(decoding: try files.bytes(file), as: UTF8.self)) } catch let error
            as PageRenderer.LoadingError
        {
            throw error
        } catch { throw .template(file, "\(error)") }
    }
}
