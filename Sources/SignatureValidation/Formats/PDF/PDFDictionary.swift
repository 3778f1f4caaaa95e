/// Names with values, no name twice, and none with null, which is the same as its absence. ISO 32000-2 §7.3.7.
struct PDFDictionary: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        let key: String
        let value: PDFValue
    }

    /// In the order of their keys.
    let entries: [Entry]

    /// Nil when a name occurs twice: which one counts would be the reader's guess, and attacks live on guesses.
    init?(_ unordered: [Entry]) {
        let sorted = unordered.sorted { $0.key < $1.key }
        for (one, next) in zip(sorted, sorted.dropFirst()) where one.key == next.key && one.value != next.value { return nil }
        var entries: [Entry] = []
        entries.reserveCapacity(sorted.count)
        for entry in sorted where entry.value != .null && entries.last?.key != entry.key { entries.append(entry) }
        self.entries = entries
    }

    init() { entries = [] }

    subscript(_ key: String) -> PDFValue? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low < entries.count && entries[low].key == key ? entries[low].value : nil
    }
}
