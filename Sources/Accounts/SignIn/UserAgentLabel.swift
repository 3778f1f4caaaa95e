/// The `User-Agent` of a request as it may be stored and shown: printable ASCII, at most 200 bytes.
package enum UserAgentLabel {
    package static func make(_ field: String?) -> String {
        let printable = (field ?? "").utf8.prefix(200).map { 0x20...0x7E ~= $0 ? $0 : UInt8(ascii: "?") }
        return String(decoding: printable, as: UTF8.self)
    }
}
