extension DERWriter {
    /// The value in DER, whatever spelling of BER it has: lengths definite and short, strings in one part, sets in order. X.690 §10, §11.
    ///
    /// Goes down no deeper than the reader of the value was allowed to.
    package static func canonical(_ value: DERValue) throws(DERError) -> [UInt8] {
        guard value.tag.isConstructed else { return Self.value(value.tag, value.contents) }
        if value.tag == DERTag.octetString.constructed { return octetString(try value.octetString()) }
        let elements = try value.elements().map { element throws(DERError) in try canonical(element) }
        return value.tag == .set ? setOf(elements) : Self.value(value.tag, Array(elements.joined()))
    }
}
