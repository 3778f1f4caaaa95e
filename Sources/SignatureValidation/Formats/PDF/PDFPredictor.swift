/// Undoes what was done to rows before they were compressed. ISO 32000-2 §7.4.4.4.
struct PDFPredictor {
    private let kind: Int
    private let bytesPerPixel: Int
    private let bytesPerRow: Int
    private let bits: Int

    /// Nil when there is none.
    init?(_ parameters: PDFDictionary) {
        kind = parameters["Predictor"]?.integer ?? 1
        let colors = min(max(parameters["Colors"]?.integer ?? 1, 1), 64)
        bits = parameters["BitsPerComponent"]?.integer ?? 8
        let columns = min(max(parameters["Columns"]?.integer ?? 1, 1), 1 << 20)
        guard kind > 1 else { return nil }
        bytesPerPixel = max(1, colors * min(max(bits, 1), 16) / 8)
        bytesPerRow = (colors * min(max(bits, 1), 16) * columns + 7) / 8
    }

    /// Nil when the bytes are no rows of that kind.
    func restore(_ bytes: [UInt8]) -> [UInt8]? {
        kind == 2 ? tiff(bytes) : kind >= 10 ? png(bytes) : nil
    }

    /// TIFF 6.0 §14, for whole bytes.
    private func tiff(_ bytes: [UInt8]) -> [UInt8]? {
        guard bits == 8 else { return nil }
        var plain = bytes
        for row in stride(from: 0, to: plain.count, by: bytesPerRow) {
            let end = min(row + bytesPerRow, plain.count)
            for index in stride(from: row + bytesPerPixel, to: end, by: 1) { plain[index] &+= plain[index - bytesPerPixel] }
        }
        return plain
    }

    /// PNG §9: each row says how it was filtered.
    private func png(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count.isMultiple(of: bytesPerRow + 1) else { return nil }
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var above = [UInt8](repeating: 0, count: bytesPerRow)
        for start in stride(from: 0, to: bytes.count, by: bytesPerRow + 1) {
            var row = Array(bytes[start + 1..<start + 1 + bytesPerRow])
            guard unfilter(&row, above: above, by: bytes[start]) else { return nil }
            plain += row
            above = row
        }
        return plain
    }

    private func unfilter(_ row: inout [UInt8], above: [UInt8], by filter: UInt8) -> Bool {
        guard filter <= 4 else { return false }
        for index in row.indices where filter > 0 {
            let left = index >= bytesPerPixel ? row[index - bytesPerPixel] : 0
            let corner = index >= bytesPerPixel ? above[index - bytesPerPixel] : 0
            row[index] &+= prediction(filter, left: left, above: above[index], corner: corner)
        }
        return true
    }

    private func prediction(_ filter: UInt8, left: UInt8, above: UInt8, corner: UInt8) -> UInt8 {
        switch filter {
        case 1: return left
        case 2: return above
        case 3: return UInt8((Int(left) + Int(above)) / 2)
        default:
            let estimate = Int(left) + Int(above) - Int(corner)
            let distances = (abs(estimate - Int(left)), abs(estimate - Int(above)), abs(estimate - Int(corner)))
            if distances.0 <= distances.1 && distances.0 <= distances.2 { return left }
            return distances.1 <= distances.2 ? above : corner
        }
    }
}
