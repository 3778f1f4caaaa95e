/// A name of any kind, as distribution points and their issuers are named. RFC 5280 §4.2.1.6.
enum GeneralName: Sendable {
    /// DER of the name.
    case directory([UInt8])
    /// Tag and contents of any other kind, which are the same only byte by byte.
    case other([UInt8])

    init(_ value: DERValue) throws(DERError) {
        if value.tag == .context(4) {
            var reader = try value.reader()
            self = .directory(Array(try reader.next(.sequence).encoding))
            try reader.end()
        } else {
            self = .other(Array(value.encoding))
        }
    }

    static func list(_ value: DERValue) throws(DERError) -> [GeneralName] {
        try value.elements(atMost: 64).map { element throws(DERError) in try GeneralName(element) }
    }

    func isSame(as other: GeneralName) -> Bool {
        switch (self, other) {
        case (.directory(let one), .directory(let other)): NameEncoding.areSame(one, other)
        case (.other(let one), .other(let other)): one == other
        default: false
        }
    }
}
