package import Primitives

/// One thing that a client asks to be allowed, said more exactly than a scope can. RFC 9396 §2.
///
/// The cases are the registry: a type that is none of them does not exist here.
package enum AuthorizationDetail: Sendable, Equatable {
    case dossier(DossierDetail)

    /// `authorization_details_types_supported`.
    package static let types = [DossierDetail.type]
    /// Each is a line on the consent page: more would not be read.
    private static let maximumCount = 16

    /// The value of `authorization_details`.
    /// - Throws: `Rejection.authorizationDetailsMalformed`, `.authorizationDetailsTypeUnknown`
    package static func list(parsing text: String?) throws(Rejection) -> [AuthorizationDetail] {
        guard let text else { return [] }
        guard let json = try? JSON(parsing: text, maximumDepth: 6), let list = json.array, (1...maximumCount).contains(list.count) else {
            throw .authorizationDetailsMalformed
        }
        var details: [AuthorizationDetail] = []
        for element in list { details.append(try AuthorizationDetail(parsing: element)) }
        return details
    }

    package init(parsing json: JSON) throws(Rejection) {
        guard let object = json.object, let type = object["type"]?.string else { throw .authorizationDetailsMalformed }
        guard type.utf8.elementsEqual(DossierDetail.type.utf8) else { throw .authorizationDetailsTypeUnknown }
        self = .dossier(try DossierDetail(parsing: object))
    }

    package var json: JSON {
        switch self {
        case .dossier(let dossier): .object(dossier.json)
        }
    }

    package var type: String {
        switch self {
        case .dossier: DossierDetail.type
        }
    }

    /// Where it is to be used, as absolute URIs; empty means with the client itself.
    package var locations: [String] {
        switch self {
        case .dossier(let dossier): dossier.locations
        }
    }
}

extension ClientRegistration {
    /// Of what a client asks, all must be of types and for places that it is registered for.
    /// - Throws: `Rejection.authorizationDetailsTypeUnknown`, `.authorizationDetailsMalformed`
    func check(_ details: [AuthorizationDetail]) throws(Rejection) {
        for detail in details {
            guard requests.detailTypes.contains(detail.type) else { throw .authorizationDetailsTypeUnknown }
            guard detail.locations.allSatisfy(requests.resources.contains) else { throw .authorizationDetailsMalformed }
        }
    }

    /// Of what was granted once, what it may still have.
    func present(_ details: [AuthorizationDetail]) -> [AuthorizationDetail] {
        details.filter { detail in (try? check([detail])) != nil }
    }
}
