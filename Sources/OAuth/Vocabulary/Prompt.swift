/// The values of `prompt`. OpenID Connect Core 1.0 §3.1.2.1.
package enum Prompt: String, Sendable, CaseIterable {
    case none, login, consent
    case selectAccount = "select_account"

    /// - Throws: `Rejection.promptMalformed` for unknown values, and for `none` beside another.
    package static func parse(_ values: [String]) throws(Rejection) -> Set<Prompt> {
        var prompts: Set<Prompt> = []
        for value in values {
            guard let prompt = Prompt(rawValue: value) else { throw .promptMalformed }
            prompts.insert(prompt)
        }
        guard !prompts.contains(.none) || prompts.count == 1 else { throw .promptMalformed }
        return prompts
    }
}
