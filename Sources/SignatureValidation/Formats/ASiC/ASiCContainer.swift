/// An archive with signatures about its own files. ETSI EN 319 162-1 §4.
struct ASiCContainer {
    enum Kind {
        /// One data object. §4.3.
        case simple
        /// Any number of them, each named by those who sign it. §4.4.
        case extended
    }

    let kind: Kind
    /// Every file, as it was before it was packed.
    let contents: [String: [UInt8]]
    /// The names of all files in the order of the directory.
    let names: [String]
    var warnings: [Finding] = []

    init(_ archive: ZipArchive) throws(DocumentRejection) {
        var contents: [String: [UInt8]] = [:]
        for entry in archive.files { contents[entry.name] = try archive.contents(of: entry) }
        self.contents = contents
        names = archive.files.map(\.name)
        kind = try Self.kind(contents["mimetype"], comment: archive.comment, names: names)
        warnings = Self.warnings(archive)
        guard kind == .simple else { return }
        guard dataObjects.allSatisfy({ !$0.utf8.contains(UInt8(ascii: "/")) }) else {
            throw .malformed("a data object in a folder of an ASiC-S container")
        }
    }

    static let mediaTypes: [String: Kind] = [
        "application/vnd.etsi.asic-s+zip": .simple, "application/vnd.etsi.asic-e+zip": .extended,
        // The name that ASiC-E had in Estonia.
        "application/vnd.bdoc-1.0": .extended,
    ]

    /// By the `mimetype` file, else by the comment, else by what is there. §A.1.
    private static func kind(_ mimetype: [UInt8]?, comment: ArraySlice<UInt8>, names: [String]) throws(DocumentRejection) -> Kind {
        if let mimetype {
            guard let kind = mediaTypes[String(decoding: mimetype.prefix(80), as: UTF8.self).filter { !$0.isNewline && $0 != " " }] else {
                throw .malformed("media type of the container")
            }
            return kind
        }
        let prefix = Array("mimetype=".utf8)
        if comment.starts(with: prefix), let kind = mediaTypes[String(decoding: comment.dropFirst(prefix.count).prefix(80), as: UTF8.self)]
        {
            return kind
        }
        let hasManifest = names.contains { isManifest($0) }
        return hasManifest || names.count { !isInMetaInformation($0) } > 1 ? .extended : .simple
    }

    /// How a reader of file types finds the media type: in the first file, stored as it is. Its absence changes nothing of what is signed.
    private static func warnings(_ archive: ZipArchive) -> [Finding] {
        guard let entry = archive["mimetype"] else { return [Finding("container-without-mimetype")] }
        let isPlain = entry.offset == 0 && entry.method == .stored && !entry.hasLocalExtraField
        return isPlain ? [] : [Finding("container-mimetype-not-first")]
    }

    // MARK: - Which file is what, §4.3.3, §4.4.3

    private static func isInMetaInformation(_ name: String) -> Bool { name.hasPrefix("META-INF/") }

    /// The name behind `META-INF/`; nil for files elsewhere.
    private static func metaInformation(_ name: String) -> String? {
        isInMetaInformation(name) ? String(name.dropFirst("META-INF/".count)) : nil
    }

    static func isManifest(_ name: String) -> Bool {
        guard let name = metaInformation(name), name.hasSuffix(".xml") else { return false }
        return ["ASiCManifest", "ASiCArchiveManifest", "ASiCEvidenceRecordManifest"].contains { name.hasPrefix($0) }
    }

    private func files(_ isWanted: (String) -> Bool) -> [String] {
        names.filter { Self.metaInformation($0).map { isWanted($0.lowercased()) } ?? false }
    }

    /// What is signed: everything but the media type and what is kept about signatures.
    var dataObjects: [String] { names.filter { $0 != "mimetype" && !Self.isInMetaInformation($0) } }
    var manifests: [String] { names.filter(Self.isManifest) }
    var cmsSignatures: [String] { files { $0.hasSuffix(".p7s") && $0.contains("signature") } }
    var xmlSignatures: [String] { files { $0.hasSuffix(".xml") && $0.contains("signatures") } }
    var timestamps: [String] { files { $0.hasSuffix(".tst") } }
    var evidenceRecords: [String] { files { $0.contains("evidencerecord") && !$0.hasPrefix("asic") } }
}
