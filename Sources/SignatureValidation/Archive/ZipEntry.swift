/// One file of an archive, or one folder. APPNOTE.TXT §4.3.7, §4.3.12.
package struct ZipEntry: Sendable, Equatable {
    package enum Method: UInt16, Sendable {
        case stored = 0
        case deflated = 8
    }

    /// Checked: relative, without empty, `.` and `..` components; ends with `/` for a folder.
    package let name: String
    package let method: Method
    package let compressedCount: Int
    package let count: Int
    package let checksum: UInt32
    /// Where its local header is.
    package let offset: Int
    /// Whether the local header has extra fields, which a `mimetype` may not have.
    package internal(set) var hasLocalExtraField = false
    /// Where its bytes are, as they are stored.
    var data: Range<Int> = 0..<0

    package var isFolder: Bool { name.hasSuffix("/") }

    /// The name without the folders before it.
    package var lastComponent: String { name.split(separator: "/").last.map(String.init) ?? "" }
}
