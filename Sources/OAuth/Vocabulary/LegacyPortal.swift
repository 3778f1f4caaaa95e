package import Primitives

/// What portals of before get from UserInfo for `openid` alone, in the names that they know.
///
/// The values are those of our own claims, under other names and in other forms; a portal stores the whole answer, and reads
/// `TechID` from it when it exchanges dossiers. What none of our claims says is not there.
enum LegacyPortal {
    /// What every such portal gets: the set that a sign-in at the national identification system carries.
    private static let everywhere = ["account_kind", "name", "personal_number", "birthdate", "ial"]

    /// What it gets when it is registered for the scope, though it never asks for it.
    private static let byScope: [(Scope, [String])] = [
        (.profile, ["gender"]), (.email, ["email"]), (.phone, ["phone_number"]), (.address, ["address"]), (.organization, ["organization"]),
    ]

    /// Our claims from which the answer is made.
    static func sources(registered scopes: [String]) -> [String] {
        everywhere + byScope.filter { scopes.contains($0.0.rawValue) }.flatMap { $0.1 }
    }

    /// - Parameters:
    ///   - values: of our claims, as far as they are known.
    ///   - issuer: who signed the person in.
    static func claims(of authentication: Authentication, from values: JSON.Object, issuer: String) -> JSON.Object {
        var claims: JSON.Object = ["TechID": .string(authentication.account.value)]
        claims["LoaiTaiKhoan"] = values["account_kind"]?.string.map { .string($0 == "business" ? "2" : "1") }
        claims["HoVaTen"] = values["name"]
        claims["SoDinhDanh"] = values["personal_number"]
        claims["NgayThangNamSinh"] = values["birthdate"]?.string.map { .string($0.filter { $0 != "-" }) }
        claims["loAs"] = AssuranceLevel.allCases.firstIndex(of: authentication.level).map { .integer(Int64($0) + 1) }
        claims["IAL"] = values["ial"]
        claims["loginIdp"] = .string(issuer)
        claims["GioiTinh"] = values["gender"]?.string.flatMap(sex)
        claims["ThuDienTu"] = values["email"]
        claims["SoDienThoai"] = values["phone_number"]
        claims["DiaChi"] = values["address"].flatMap(line)
        claims["MaSoThue"] = values["organization"]?["tax_code"]
        claims["MaSoDoanhNghiep"] = values["organization"]?["code"]
        claims["TenDoanhNghiep"] = values["organization"]?["name"]
        return claims
    }

    /// ISO/IEC 5218; other words have no number.
    private static func sex(_ word: String) -> JSON? {
        switch word {
        case "male": 1
        case "female": 2
        default: nil
        }
    }

    /// These portals know an address as one line.
    private static func line(_ address: JSON) -> JSON? {
        if let formatted = address["formatted"] { return formatted }
        let parts = ["street_address", "locality", "region"].compactMap { address[$0]?.string }
        return parts.isEmpty ? nil : .string(parts.joined(separator: ", "))
    }
}

extension ClientRegistration {
    /// The claims that this client gets for scopes, `sub` left out, in our own names.
    package func claims(for scopes: [String]) -> [String] {
        let names = Scope.claims(for: scopes)
        guard profile == .legacyPortal, scopes.contains(Scope.openid.rawValue) else { return names }
        return names + LegacyPortal.sources(registered: self.scopes).filter { !names.contains($0) }
    }

    /// Whether it is a portal of before whose time is over.
    package func hasLapsed(at now: Instant) -> Bool { profile == .legacyPortal && (legacyUntil.map { $0.endInVietnam <= now } ?? true) }

    /// Whether what a person proved is enough for this client as it is registered now.
    func isSatisfied(by authorization: Authorization) -> Bool {
        guard let minimumLevel, authorization.account != nil else { return true }
        // Of whom a client only asserts who they are, nothing is proved.
        return authorization.grantor.authentication.map { $0.level >= minimumLevel } ?? false
    }
}
