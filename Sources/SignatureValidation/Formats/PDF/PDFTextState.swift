/// Where text goes while a content stream is read. ISO 32000-2 §8.4, §9.3, §9.4.
struct PDFTextState {
    var transform: PDFTransform
    var font: PDFFontMetrics?
    var size = 0.0
    private var text = PDFTransform()
    private var line = PDFTransform()
    private var leading = 0.0
    private var characterSpacing = 0.0
    private var wordSpacing = 0.0
    private var scale = 1.0
    private var rise = 0.0
    private var mode = 0

    init(transform: PDFTransform) { self.transform = transform }

    /// The place of the text that the operation shows, if it shows any.
    mutating func apply(_ operation: PDFContentOperation) -> PDFRectangle? {
        let numbers = operation.numbers
        switch operation.name {
        case "cm": if let matrix = PDFTransform(numbers) { transform = matrix.then(transform) }
        case "BT": (text, line) = (PDFTransform(), PDFTransform())
        case "Tm": if let matrix = PDFTransform(numbers) { (text, line) = (matrix, matrix) }
        case "Td", "TD", "T*": moveLine(operation.name, numbers)
        case "TL", "Tc", "Tw", "Tz", "Ts", "Tr": if let number = numbers.first { set(operation.name, number) }
        case "Tj", "TJ": return show(operation.operands.last)
        case "'", "\"":
            moveLine("T*", [])
            return show(operation.operands.last)
        default: break
        }
        return nil
    }

    private mutating func set(_ name: String, _ number: Double) {
        switch name {
        case "TL": leading = number
        case "Tc": characterSpacing = number
        case "Tw": wordSpacing = number
        case "Tz": scale = number / 100
        case "Ts": rise = number
        default: mode = Int(exactly: number) ?? 0
        }
    }

    private mutating func moveLine(_ name: String, _ numbers: [Double]) {
        if name == "TD", numbers.count == 2 { leading = -numbers[1] }
        var move = PDFTransform()
        (move.e, move.f) = name == "T*" ? (0, -leading) : (numbers.first ?? 0, numbers.last ?? 0)
        line = move.then(line)
        text = line
    }

    /// Text in mode 3 is not seen, as under a scanned page.
    private mutating func show(_ operand: PDFValue?) -> PDFRectangle? {
        let parts = operand?.array ?? [operand].compactMap { $0 }
        var width = 0.0
        var isBlank = true
        for part in parts {
            if let adjustment = part.number { width -= adjustment / 1000 * size * scale }
            guard let string = part.string else { continue }
            let (units, count) = font?.width(of: string) ?? (Double(string.count) * 0.55, string.count)
            let spaces = string.count { $0 == 32 }
            width += (units * size + Double(count) * characterSpacing + Double(spaces) * wordSpacing) * scale
            isBlank = isBlank && spaces == string.count
        }
        let box = PDFRectangle(left: min(0, width), bottom: rise - 0.2 * size, right: max(0, width), top: rise + 0.75 * size)
        defer {
            var move = PDFTransform()
            move.e = width
            text = move.then(text)
        }
        return isBlank || mode == 3 ? nil : text.then(transform).apply(box)
    }
}
