/// What `docs/grants.md` says of a grant, beside the grant itself so that neither changes alone.
package struct GrantDocumentation: Sendable {
    package struct Parameter: Sendable {
        package var name: String
        package var meaning: String
        package var isRequired: Bool

        package static func required(_ name: String, _ meaning: String) -> Parameter {
            Parameter(name: name, meaning: meaning, isRequired: true)
        }

        package static func optional(_ name: String, _ meaning: String) -> Parameter {
            Parameter(name: name, meaning: meaning, isRequired: false)
        }

        package static let resource = optional(
            "resource", "where the access token is to be used, several times for several places (RFC 8707)")
        package static let authorizationDetails = optional(
            "authorization_details", "some of what was granted, for this access token (RFC 9396)")
    }

    package var title: String
    /// Where it is defined.
    package var standard: String
    /// Who uses it for what, and what the house adds to the standard.
    package var purpose: String
    /// What the token request carries beside `grant_type` and the client's authentication.
    package var parameters: [Parameter]

    package init(title: String, standard: String, purpose: String, parameters: [Parameter]) {
        self.title = title
        self.standard = standard
        self.purpose = purpose
        self.parameters = parameters
    }

    /// The whole page, in the order of the list.
    package static func page(of grants: [any Grant.Type]) -> String {
        ([
            "# Grants\n\nEvery `grant_type` that the token endpoint answers, and `grant_types_supported` lists. Generated from `Registry.grants`.\n"
        ]
            + grants.map(section)).joined(separator: "\n")
    }

    private static func section(of grant: any Grant.Type) -> String {
        let documentation = grant.documentation
        let rows = documentation.parameters.map { "| `\($0.name)` | \($0.isRequired ? "yes" : "no") | \($0.meaning) |\n" }.joined()
        return """
            ## \(documentation.title)
            `\(grant.type)` · \(documentation.standard) · \(grant.needsCredentials ? "clients with credentials only" : "every client")

            \(documentation.purpose)

            | parameter | required | meaning |
            | --- | --- | --- |
            \(rows)
            """
    }
}
