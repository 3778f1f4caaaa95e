internal import Primitives

extension ClientMetadataReader {
    mutating func profile() throws(ClientMetadataRejection) -> ClientProfile {
        try choice("profile", of: ClientProfile.allCases.map(\.rawValue)).flatMap(ClientProfile.init(rawValue:)) ?? .standard
    }

    /// The rules that a portal of before is excused from, and what it has to have instead.
    mutating func readLegacy(of client: inout ClientRegistration) throws(ClientMetadataRejection) {
        let text = try text("legacy_until", maximum: 10)
        guard client.profile == .legacyPortal else {
            guard text == nil else { throw refuse("legacy_until", "only profile legacy-portal ends on a day; leave it out") }
            return
        }
        guard let day = text.flatMap(CalendarDay.init(parsing:)) else {
            throw refuse("legacy_until", "profile legacy-portal is for a time: give the last day, such as 2027-06-30")
        }
        guard !client.isPublic else {
            throw refuse("token_endpoint_auth_method", "profile legacy-portal is for portals that keep a secret")
        }
        guard client.subjectType == .public else {
            throw refuse("subject_type", "profile legacy-portal has one sub everywhere, its TechID; leave it out")
        }
        client.legacyUntil = day
    }
}
