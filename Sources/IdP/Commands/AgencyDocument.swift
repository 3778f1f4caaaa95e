internal import OAuth
internal import Primitives
internal import TokenCrypto

/// An agency as operators write and read it, as JSON or as a line of CSV.
enum AgencyDocument {
    private static let keysMember = "software_statement_jwks"

    static func json(_ agency: AgencyRecord) -> JSON.Object {
        var object: JSON.Object = ["code": .string(agency.code.value), "name": .string(agency.name)]
        object["name_en"] = agency.englishName.map { .string($0) }
        object["portal_host"] = agency.portalHost.map { .string($0) }
        object[keysMember] = agency.statementKeys.map { .object($0.json) }
        return object
    }

    static func agency(_ json: JSON) throws(CommandFailure) -> AgencyRecord {
        guard let object = json.object else { throw CommandFailure("not an agency: give one JSON object with code and name") }
        for name in object.names where !["code", "name", "name_en", "portal_host", keysMember].contains(name) {
            throw CommandFailure(
                "\(ConfigurationError.quoted(name)) is not a member of an agency: use code, name, name_en, portal_host and \(keysMember)")
        }
        func text(_ name: String) throws(CommandFailure) -> String? {
            guard let value = object[name], value != .null else { return nil }
            guard let text = value.string else { throw CommandFailure("\(name): give a text") }
            return text
        }
        var agency = try agency(code: text("code") ?? "", name: text("name") ?? "", english: text("name_en"), host: text("portal_host"))
        agency.statementKeys = try keys(object[keysMember])
        return agency
    }

    /// An empty set takes the keys away; without the member they stay.
    private static func keys(_ json: JSON?) throws(CommandFailure) -> JWKSet? {
        guard let json, json != .null else { return nil }
        do { return try JWKSet(parsing: json) } catch {
            throw CommandFailure("\(keysMember): give a JSON Web Key Set of public keys: \(error)")
        }
    }

    private static func agency(code: String, name: String, english: String?, host: String?) throws(CommandFailure) -> AgencyRecord {
        guard let code = AgencyCode(parsing: code) else { throw CommandFailure("code: give the agency's code, such as G15 or H26.17") }
        for text in [name, english ?? "-", host ?? "-"] where !(1...250).contains(text.count) || OneLine.of(text) != text {
            throw CommandFailure("name: names and hosts are 1 to 250 characters on one line")
        }
        return AgencyRecord(code: ID(code.text), name: name, englishName: english, portalHost: host)
    }

    static func agencies(csv bytes: [UInt8], name: String) throws(CommandFailure) -> [AgencyRecord] {
        guard let text = String(validating: bytes, as: UTF8.self), let rows = CommaSeparatedValues.rows(text), let header = rows.first
        else {
            throw CommandFailure("\(name): is not CSV in UTF-8; check its quotes")
        }
        var agencies: [AgencyRecord] = []
        for (index, row) in rows.dropFirst().enumerated() {
            func cell(_ column: String) -> String? {
                guard let position = header.firstIndex(of: column), position < row.count, !row[position].isEmpty else { return nil }
                return row[position]
            }
            do throws(CommandFailure) {
                agencies.append(
                    try agency(
                        code: cell("code") ?? "", name: cell("name_vi") ?? cell("name") ?? "", english: cell("name_en"),
                        host: cell("portal_host")))
            } catch { throw CommandFailure("\(name): record \(index + 2): \(error)") }
        }
        return agencies
    }
}

/// RFC 4180.
enum CommaSeparatedValues {
    /// The records of a file; nil when a quote is open at its end or stands within a bare field.
    static func rows(_ text: String) -> [[String]]? {
        var rows: [[String]] = []
        var row: [String] = []
        var field = ""
        var isQuoted = false
        var wasQuoted = false
        var scalars = text.unicodeScalars.makeIterator()
        var pushed: Unicode.Scalar?
        while let scalar = pushed ?? scalars.next() {
            pushed = nil
            switch scalar {
            case "\"" where isQuoted:
                pushed = scalars.next()
                if pushed == "\"" {
                    field.unicodeScalars.append("\"")
                    pushed = nil
                } else {
                    isQuoted = false
                }
            case _ where isQuoted: field.unicodeScalars.append(scalar)
            case "\"":
                guard field.isEmpty, !wasQuoted else { return nil }
                isQuoted = true
                wasQuoted = true
            case ",", "\n":
                row.append(field)
                field = ""
                wasQuoted = false
                if scalar == "\n" {
                    if row != [""] { rows.append(row) }
                    row = []
                }
            case "\r", "\u{FEFF}": break
            default: field.unicodeScalars.append(scalar)
            }
        }
        guard !isQuoted else { return nil }
        if !field.isEmpty || !row.isEmpty { rows.append(row + [field]) }
        return rows
    }
}
