extension String {
    /// What follows the scheme, whose name is case-insensitive, in the value of an `Authorization` field; nil when it is another
    /// scheme. RFC 9110 §11.4.
    package func credentials(of scheme: String) -> Substring? {
        let count = scheme.utf8.count
        guard utf8.prefix(count).elementsEqual(scheme.utf8, by: { $0 | 0x20 == $1 | 0x20 }), utf8.dropFirst(count).first == 0x20 else {
            return nil
        }
        return Substring(utf8.dropFirst(count).drop { $0 == 0x20 })
    }
}
