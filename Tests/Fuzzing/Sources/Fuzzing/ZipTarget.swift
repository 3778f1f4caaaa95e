@testable internal import SignatureValidation

/// Archives keep to their budget, and a container whose signature holds has files that somebody signed.
struct ZipTarget: FuzzTarget {
    private let genuine: Genuine
    private let dataObjects: Set<[String: [UInt8]]>

    init(genuine: Genuine) {
        self.genuine = genuine
        dataObjects = Set(genuine.files.compactMap { (try? ZipArchive($0, limits: Limits())).map(Self.dataObjects) })
    }

    func run(_ input: [UInt8]) -> Bool {
        guard ZipArchive.isArchive(input) else { return false }
        let archive = try? ZipArchive(input, limits: Limits())
        if let archive { demandBudget(archive) }
        let report = genuine.report(on: input)
        guard let archive, report.format == .asicE || report.format == .asicS else { return true }
        if report.signatures.contains(where: { $0.isBelieved && $0.document == .unchanged }) {
            demand(dataObjects.contains(Self.dataObjects(of: archive)), "who is believed signed these files")
        }
        return true
    }

    private func demandBudget(_ archive: ZipArchive) {
        demand(Set(archive.entries.map(\.name)).count == archive.entries.count, "names are there once")
        demand(archive.entries.reduce(0) { $0 + $1.count } <= Limits().inflatedBytes, "the budget is kept")
        for entry in archive.entries {
            if let contents = try? archive.contents(of: entry) { demand(contents.count == entry.count, "sizes are as announced") }
        }
    }

    /// What is not about signatures.
    private static func dataObjects(of archive: ZipArchive) -> [String: [UInt8]] {
        let files = archive.files.filter { $0.name != "mimetype" && !$0.name.hasPrefix("META-INF/") }
        return Dictionary(
            files.map { ($0.name, fingerprint((try? archive.contents(of: $0)) ?? [])) }, uniquingKeysWith: { first, _ in first })
    }
}
