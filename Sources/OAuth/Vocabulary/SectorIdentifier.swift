internal import Primitives

/// The list by which redirect URIs of several hosts are one sector. OpenID Connect Core 1.0 §8.1, Registration §5.
package enum SectorIdentifier {
    /// Passes for a client whose every redirect URI is in the list that it names, or that names none.
    ///
    /// The list is what the sector's host says: without the look, any client could choose to be known as the portals of another.
    package static func check(_ client: ClientRegistration, documents: any DocumentSource) async throws(ClientMetadataRejection) {
        guard let address = client.sectorIdentifierURI else { return }
        guard let document = await documents.document(at: address), let listed = try? JSON(parsing: document).strings else {
            throw ClientMetadataRejection(
                member: member, mend: "no JSON array of redirect URIs could be had from there; publish it, then register again")
        }
        guard client.redirectURIs.allSatisfy({ uri in listed.contains { $0.utf8.elementsEqual(uri.utf8) } }) else {
            throw ClientMetadataRejection(member: member, mend: "the list there must hold each of redirect_uris")
        }
    }

    static let member = "sector_identifier_uri"
}
