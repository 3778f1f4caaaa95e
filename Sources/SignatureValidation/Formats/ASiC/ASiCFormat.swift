/// Containers of files with signatures about them. ETSI EN 319 162-1.
package enum ASiCFormat: DocumentFormat {
    /// An archive that says so, or has signatures where such a container has them; and one that cannot be read, to say why.
    package static func recognises(_ document: Document) -> Bool {
        guard ZipArchive.isArchive(document.bytes) else { return false }
        guard let archive = try? ZipArchive(document.bytes, limits: Limits()) else { return true }
        // Office documents have their own rules.
        guard archive["[Content_Types].xml"] == nil else { return false }
        if let entry = archive["mimetype"] {
            guard entry.count <= 256, let content = try? archive.contents(of: entry) else { return true }
            return !content.starts(with: Array("application/vnd.oasis.opendocument".utf8))
        }
        return archive.files.contains { $0.name.hasPrefix("META-INF/") && $0.name != "META-INF/MANIFEST.MF" }
    }

    package static func read(_ document: Document, limits: Limits) throws(DocumentRejection) -> SignedDocument {
        let container = try ASiCContainer(ZipArchive(document.bytes, limits: limits))
        let reading = try ASiCReading(container, limits: limits)
        try demandManifest(container)
        return SignedDocument(
            format: container.kind == .simple ? .asicS : .asicE, signatures: reading.signatures, timestamps: reading.timestamps,
            evidenceRecords: container.evidenceRecords.count, warnings: container.warnings)
    }

    /// In an extended container a timestamp is over a manifest, without which nobody knows what it is about. §4.4.3.4.
    private static func demandManifest(_ container: ASiCContainer) throws(DocumentRejection) {
        guard container.kind == .extended, !container.timestamps.isEmpty, container.manifests.isEmpty else { return }
        throw .malformed("a timestamp without a manifest in an ASiC-E container")
    }
}
