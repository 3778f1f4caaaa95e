internal import Foundation
internal import PKI

/// A folder of certificates and revocation lists that somebody hands in for one judgement, PEM or DER, in sub-folders too.
enum AnchorFolder {
    /// More files are a wrong folder, not one of anchors.
    private static let maximumFiles = 4_096

    static func files(in folder: String) throws(CommandFailure) -> [VerificationRequest.TrustFile] {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue,
            let names = try? FileManager.default.subpathsOfDirectory(atPath: folder)
        else { throw CommandFailure("\(folder): is not a folder that can be read; name the folder of certificates with --anchors") }
        guard names.count <= maximumFiles else {
            throw CommandFailure(
                "\(folder): holds more than \(maximumFiles) files; name a folder of certificates and revocation lists alone")
        }
        var files: [VerificationRequest.TrustFile] = []
        for name in names.sorted() {
            let path = folder + "/" + name
            guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
            files.append(.init(domain: .test, bytes: try Input.bytes(path)))
        }
        guard files.contains(where: { !TrustFile.objects(in: $0.bytes).isEmpty }) else {
            throw CommandFailure("\(folder): holds no certificate and no revocation list in PEM or DER")
        }
        return files
    }
}
