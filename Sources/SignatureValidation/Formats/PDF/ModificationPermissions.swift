/// What signatures permit to be changed after them. ISO 32000-2 §12.8.2.2 (DocMDP), §12.8.2.4 (FieldMDP), table 236 (lock).
struct ModificationPermissions {
    /// `P` of DocMDP.
    enum Level: Int, Comparable {
        case nothing = 1
        case forms = 2
        case annotations = 3
        static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
    }

    /// The strictest that was said; nil when nobody certified or locked the document.
    private(set) var level: Level?
    private var locks: [FieldLock] = []

    private struct FieldLock {
        let action: String
        let names: [String]

        func covers(_ name: String) -> Bool {
            let isNamed = names.contains { name == $0 || name.hasPrefix($0 + ".") }
            switch action {
            case "Include": return isNamed
            case "Exclude": return !isNamed
            // `All`, and whatever is not known: on the safe side.
            default: return true
            }
        }
    }

    func isLocked(_ name: String) -> Bool { locks.contains { $0.covers(name) } }
    /// Forms may be filled and fields signed where no one forbids it.
    var allowsForms: Bool { level != .nothing }
    var allowsAnnotations: Bool { level == .annotations }

    /// Adds what one signature says, as of the revision that it signed.
    mutating func add(
        _ signature: SignatureDictionary, field: PDFDictionary, _ file: PDFFile, in revision: Int
    ) throws(DocumentRejection) {
        for reference in try file.array(signature.dictionary["Reference"], in: revision) ?? [] {
            guard let reference = try file.dictionary(reference, in: revision) else { continue }
            let parameters = try file.dictionary(reference["TransformParams"], in: revision) ?? PDFDictionary()
            switch try file.resolve(reference["TransformMethod"], in: revision).name {
            // Whether or not the catalog names it: who states a limit means it.
            case "DocMDP": try restrict(parameters["P"] ?? .integer(2), file, revision)
            case "FieldMDP": try lock(parameters, file, revision)
            default: break
            }
        }
        guard let lock = try file.dictionary(field["Lock"], in: revision) else { return }
        try self.lock(lock, file, revision)
        if let permitted = lock["P"] { try restrict(permitted, file, revision) }
    }

    private mutating func restrict(_ value: PDFValue, _ file: PDFFile, _ revision: Int) throws(DocumentRejection) {
        // A value that means nothing permits nothing.
        let stated = Level(rawValue: try file.resolve(value, in: revision).integer ?? 1) ?? .nothing
        level = min(level ?? stated, stated)
    }

    private mutating func lock(_ parameters: PDFDictionary, _ file: PDFFile, _ revision: Int) throws(DocumentRejection) {
        var names: [String] = []
        for name in try file.array(parameters["Fields"], in: revision) ?? [] {
            if let bytes = try file.resolve(name, in: revision).string { names.append(FormFields.text(bytes)) }
        }
        locks.append(FieldLock(action: try file.resolve(parameters["Action"], in: revision).name ?? "All", names: names))
    }
}
