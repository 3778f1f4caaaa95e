extension Authorization {
    /// What one access token gets of it: all that the client is still registered for, or what a token request names of that.
    /// RFC 8707 §2.2, RFC 9396 §6.
    ///
    /// - Parameter issuer: the only resource of an authorization that names none.
    /// - Throws: `Rejection.resourceUnknown` and `.authorizationDetailsWidened` for more than was granted.
    func narrowed(by parameters: Parameters, for client: ClientRegistration, issuer: String) throws(Rejection) -> Authorization {
        var narrowed = self
        narrowed.resources = try resources(named: parameters, for: client, issuer: issuer)
        let granted = client.present(authorizationDetails)
        let named = try AuthorizationDetail.list(parsing: parameters["authorization_details"])
        guard named.allSatisfy(granted.contains) else { throw .authorizationDetailsWidened }
        narrowed.authorizationDetails = named.isEmpty ? granted : named
        return narrowed
    }

    private func resources(named parameters: Parameters, for client: ClientRegistration, issuer: String) throws(Rejection) -> [String] {
        let own = ResourceIndicator.own(of: issuer)
        let registered = client.requests.resources + own
        // A grant that names no resource is for this provider, by whichever of its names.
        let granted = (resources.isEmpty ? own : resources).filter { ResourceIndicator.contains(registered, $0) }
        let named = try ResourceIndicator.requested(in: parameters, allowed: granted)
        guard !granted.isEmpty else { throw .resourceUnknown }
        guard named.isEmpty else { return named }
        return resources.isEmpty ? [issuer] : granted
    }
}
