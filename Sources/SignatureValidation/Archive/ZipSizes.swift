/// The sizes of a header, where some writers put 64 bits into an extra field although 32 would do. APPNOTE.TXT §4.5.3.
enum ZipSizes {
    /// The values in their order, each in place of `0xFFFFFFFF` taken from the field; nil when it lacks one, or extra fields are malformed.
    static func resolve(_ values: [UInt32], extra: ArraySlice<UInt8>) -> [Int]? {
        guard let field = field(in: extra) else { return nil }
        var reader = ZipReader(field, at: field.startIndex)
        var resolved: [Int] = []
        for value in values {
            guard value == .max else {
                resolved.append(Int(value))
                continue
            }
            guard let low = reader.number32(), reader.number32() == 0, low < .max else { return nil }
            resolved.append(Int(low))
        }
        return resolved
    }

    /// The field of number 1, empty when there is none; nil for extra fields that do not add up.
    private static func field(in extra: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var reader = ZipReader(extra, at: extra.startIndex)
        var found: ArraySlice<UInt8> = []
        // Fewer than four bytes at the end are padding that some writers align with.
        while extra.endIndex - reader.position >= 4 {
            guard let identifier = reader.number16(), let count = reader.number16(), let field = reader.take(Int(count)) else { return nil }
            if identifier == 1 {
                guard found.isEmpty else { return nil }
                found = field
            }
        }
        return found
    }
}
