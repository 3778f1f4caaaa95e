/// Where a client wants to use its access token. RFC 8707.
package enum ResourceIndicator {
    private static let maximumCount = 8

    /// An absolute URI without a fragment. RFC 8707 §2.
    package static func isWellFormed(_ text: String) -> Bool { RegisteredURI(text) != nil }

    /// The values of `resource`, without repetitions.
    /// - Parameter allowed: of which they all must be; compared as bytes.
    /// - Throws: `Rejection.resourceMalformed`, `.resourceUnknown`
    package static func requested(in parameters: Parameters, allowed: [String]) throws(Rejection) -> [String] {
        let asked = parameters.all("resource")
        guard asked.count <= maximumCount, asked.allSatisfy(isWellFormed) else { throw .resourceMalformed }
        var resources: [String] = []
        for resource in asked where !contains(resources, resource) {
            guard contains(allowed, resource) else { throw .resourceUnknown }
            resources.append(resource)
        }
        return resources
    }

    /// What names this provider itself: the issuer, and the identifiers that its resources publish. RFC 9728 §2.
    static func own(of issuer: String) -> [String] { [issuer] + ProtectedResource.paths.map { issuer + $0 } }

    static func contains(_ list: [String], _ text: String) -> Bool { list.contains { $0.utf8.elementsEqual(text.utf8) } }
}
