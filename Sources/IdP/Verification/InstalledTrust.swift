internal import Foundation
internal import Glibc
internal import PKI
internal import Primitives

/// The trust store of an instance: one folder for each domain, `trust/public` and so on beside the folder of keys, and in it one PEM file
/// for each certificate, named by its fingerprint, and what trusted lists said. Nothing but `idp trust` needs to write there; whoever can write there is believed.
struct InstalledTrust {
    struct Entry {
        let domain: TrustDomain
        let certificate: Certificate
        let file: String
    }

    /// The domains that certificates are installed for; the one for tests is not among them.
    static let domains: [TrustDomain] = [.public, .government, .timestamp]

    let folder: String

    init(_ configuration: Configuration) {
        folder = URL(filePath: configuration.keys).standardizedFileURL.deletingLastPathComponent().appending(path: "trust").path
    }

    /// Every certificate that is there, by domain.
    func entries() throws(CommandFailure) -> [Entry] {
        var entries: [Entry] = []
        for domain in Self.domains {
            for file in Self.files(in: folder(of: domain)) {
                for case .certificate(let certificate) in TrustFile.objects(in: try Input.bytes(file)) {
                    entries.append(Entry(domain: domain, certificate: certificate, file: file))
                }
            }
        }
        return entries
    }

    /// Every trusted list that is there, by domain.
    func lists() throws(CommandFailure) -> [(domain: TrustDomain, list: InstalledList)] {
        var lists: [(domain: TrustDomain, list: InstalledList)] = []
        for domain in Self.domains {
            for file in Self.files(in: folder(of: domain)) where file.hasSuffix(Self.listSuffix) {
                guard let list = InstalledList(try Input.bytes(file)) else {
                    throw CommandFailure("\(file): is no installed list; remove the file and install the list again")
                }
                lists.append((domain, list))
            }
        }
        return lists
    }

    /// What is believed at a moment.
    func store(at now: Instant) throws(CommandFailure) -> TrustStore {
        var store = TrustStore()
        for entry in try entries() { store.add(entry.certificate, domain: entry.domain) }
        for (_, list) in try lists() where list.isInForce(at: now) { list.anchors.forEach { store.add($0) } }
        return store
    }

    /// What a judgement is given: the very files, revocation lists among them.
    func files() throws(CommandFailure) -> [VerificationRequest.TrustFile] {
        var files: [VerificationRequest.TrustFile] = []
        for domain in Self.domains {
            for file in Self.files(in: folder(of: domain)) { files.append(.init(domain: domain, bytes: try Input.bytes(file))) }
        }
        return files
    }

    /// Changes whenever a file is put there, replaced or taken away.
    var stamp: [String] {
        Self.domains.flatMap { Self.files(in: folder(of: $0)) }.map { file in
            var status = Glibc.stat()
            guard unsafe stat(file, &status) == 0 else { return file }
            return "\(file) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
        }
    }

    func install(_ certificate: Certificate, domain: TrustDomain) throws {
        let name = Fingerprint.text(certificate.fingerprint)
        try FileManager.default.createDirectory(atPath: folder(of: domain), withIntermediateDirectories: true)
        let body = Data(certificate.der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        let pem = "-----BEGIN CERTIFICATE-----\n\(body)\n-----END CERTIFICATE-----\n"
        try KeyStorage.replace(folder(of: domain) + "/\(name).pem", with: Array(pem.utf8))
    }

    func install(_ list: InstalledList, domain: TrustDomain) throws {
        try FileManager.default.createDirectory(atPath: folder(of: domain), withIntermediateDirectories: true)
        try KeyStorage.replace(file(of: list, domain), with: list.bytes)
    }

    func remove(_ entry: Entry) throws { try FileManager.default.removeItem(atPath: entry.file) }

    func remove(_ list: InstalledList, domain: TrustDomain) throws {
        try FileManager.default.removeItem(atPath: file(of: list, domain))
    }

    /// One edition of a state's list for each domain.
    private static let listSuffix = ".list"
    private func file(of list: InstalledList, _ domain: TrustDomain) -> String {
        folder(of: domain) + "/" + list.territory + Self.listSuffix
    }

    private func folder(of domain: TrustDomain) -> String { folder + "/" + domain.rawValue }

    /// In the order of their names; none where the folder is not there.
    private static func files(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { !$0.hasPrefix(".") && !$0.hasSuffix(".new") }.sorted().map { folder + "/" + $0 }
    }
}
