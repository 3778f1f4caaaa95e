import Primitives

/// `$argon2id$v=19$m=…,t=…,p=…[,keyid=…]$salt$hash`: the form in which password hashes are stored everywhere.
struct PHCString: Equatable {
    var parameters: PasswordHashParameters
    /// Names the pepper; nil for a hash without one.
    var pepperID: String?
    var salt: [UInt8]
    var hash: [UInt8]

    var text: String {
        let cost = "m=\(parameters.memoryKiB),t=\(parameters.iterations),p=\(parameters.parallelism)"
        let pepper = pepperID.map { ",keyid=\($0)" } ?? ""
        return "$argon2id$v=19$\(cost)\(pepper)$\(Self.base64(salt))$\(Self.base64(hash))"
    }

    init(parameters: PasswordHashParameters, pepperID: String?, salt: [UInt8], hash: [UInt8]) {
        self.parameters = parameters
        self.pepperID = pepperID
        self.salt = salt
        self.hash = hash
    }

    init(parsing text: String) throws(PasswordHashError) {
        guard text.utf8.count <= 512 else { throw .hashMalformed }
        let fields = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false).map(Array.init)
        guard fields.count == 6, fields[0].isEmpty, fields[1] == Array("argon2id".utf8), fields[2] == Array("v=19".utf8) else {
            throw .hashMalformed
        }
        (parameters, pepperID) = try Self.cost(fields[3])
        guard let salt = Self.bytes(fields[4]), (8...64).contains(salt.count), let hash = Self.bytes(fields[5]),
            (16...64).contains(hash.count)
        else { throw .hashMalformed }
        self.salt = salt
        self.hash = hash
        try parameters.demandAffordable()
    }

    /// The values of `m`, `t`, `p` and perhaps `keyid`, which stand in this order.
    private static func cost(_ field: [UInt8]) throws(PasswordHashError) -> (PasswordHashParameters, String?) {
        let values = field.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard (3...4).contains(values.count), let memory = number(values[0], after: "m="), let iterations = number(values[1], after: "t="),
            let parallelism = number(values[2], after: "p=")
        else { throw .hashMalformed }
        let parameters = PasswordHashParameters(memoryKiB: memory, iterations: iterations, parallelism: parallelism)
        guard values.count == 4 else { return (parameters, nil) }
        guard let pepper = value(values[3], after: "keyid="), !pepper.isEmpty else { throw .hashMalformed }
        return (parameters, String(decoding: pepper, as: UTF8.self))
    }

    private static func value(_ field: ArraySlice<UInt8>, after prefix: String) -> ArraySlice<UInt8>? {
        field.starts(with: prefix.utf8) ? field.dropFirst(prefix.utf8.count) : nil
    }

    /// A decimal without sign or leading zero, of at most nine digits.
    private static func number(_ field: ArraySlice<UInt8>, after prefix: String) -> Int? {
        guard let digits = value(field, after: prefix), (1...9).contains(digits.count), digits.first != UInt8(ascii: "0"),
            digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// PHC uses the classic alphabet without padding: the URL-safe one with two characters exchanged.
    private static func base64(_ bytes: [UInt8]) -> String {
        String(decoding: exchanged(Base64URL.encodedBytes(bytes), ["-": "+", "_": "/"]), as: UTF8.self)
    }

    private static func bytes(_ text: [UInt8]) -> [UInt8]? {
        guard !text.contains(UInt8(ascii: "-")), !text.contains(UInt8(ascii: "_")) else { return nil }
        return Base64URL.decode(exchanged(text, ["+": "-", "/": "_"]))
    }

    private static func exchanged(_ text: [UInt8], _ characters: [Unicode.Scalar: Unicode.Scalar]) -> [UInt8] {
        text.map { byte in characters[Unicode.Scalar(byte)].map { UInt8(ascii: $0) } ?? byte }
    }
}
