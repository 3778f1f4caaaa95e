internal import HTTPTypes

/// A cookie that this server sets: never readable by scripts, never sent on cross-site subrequests. RFC 6265bis.
package struct Cookie: Sendable, Equatable {
    package enum SameSite: String, Sendable { case lax = "Lax", strict = "Strict" }

    package var name: String
    package var value: String
    /// Seconds to live; nil ends with the browser; 0 deletes.
    package var maxAge: Int?
    package var sameSite: SameSite
    package var secure: Bool

    package init(name: String, value: String, maxAge: Int? = nil, sameSite: SameSite = .lax, secure: Bool) {
        self.name = name
        self.value = value
        self.maxAge = maxAge
        self.sameSite = sameSite
        self.secure = secure
    }

    var headerValue: String {
        var text = "\(name)=\(value); Path=/; HttpOnly; SameSite=\(sameSite.rawValue)"
        if secure { text += "; Secure" }
        if let maxAge { text += "; Max-Age=\(maxAge)" }
        return text
    }
}

extension Request {
    /// The value of a cookie that the browser sent exactly once. Two of the same name are treated as none: one of them
    /// was planted by a neighbouring host or path, and nothing tells which.
    package func cookie(_ name: String) -> String? {
        var found: Substring?
        for field in headers[values: .cookie] {
            for pair in field.utf8.split(separator: UInt8(ascii: ";")) {
                let text = pair.drop { $0 == 0x20 || $0 == 0x09 }
                guard text.starts(with: name.utf8) else { continue }
                let rest = text.dropFirst(name.utf8.count)
                guard rest.first == UInt8(ascii: "=") else { continue }
                guard found == nil else { return nil }
                found = Substring(rest.dropFirst())
            }
        }
        return found.map { String($0) }
    }
}
