/// The words of a schema that databases spell differently. Migrations write them in braces: `{integer}`, `{bytes}`, `{keyed}`, `{checked}`.
package struct Dialect: Sendable {
    /// A signed 64-bit integer.
    package let integer: String
    package let bytes: String
    /// After a table that is found by its primary key alone: store it in the key's own tree.
    package let keyed: String
    /// After any other table: hold columns to their types.
    package let checked: String
    /// A query that has a row when the table named by its parameter exists.
    package let findsTable: SQL

    package init(integer: String, bytes: String, keyed: String, checked: String, findsTable: SQL) {
        self.integer = integer
        self.bytes = bytes
        self.keyed = keyed
        self.checked = checked
        self.findsTable = findsTable
    }

    /// The text with the words in braces replaced.
    package func spell(_ text: String) -> String {
        var output = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            output += rest[..<open] + word(rest[rest.index(after: open)..<close])
            rest = rest[rest.index(after: close)...]
        }
        return output + rest
    }

    /// An unknown word stays in braces, where the database stumbles over it.
    private func word(_ name: Substring) -> String {
        switch name {
        case "integer": integer
        case "bytes": bytes
        case "keyed": keyed
        case "checked": checked
        default: "{\(name)}"
        }
    }
}
