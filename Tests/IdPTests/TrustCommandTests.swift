import Foundation
import Primitives
import Testing

/// `idp trust` as a process, beside the folder of keys.
@Suite struct TrustCommandTests {
    /// An instance whose configuration lies in its folder.
    private struct Case {
        let folder: TemporaryFolder
        let root: String

        init() throws {
            folder = try TemporaryFolder()
            let yaml = "issuer: http://localhost:8080\ndatabase: sqlite://\(folder.path)/idp.sqlite\nkeys: keys\n"
            try Data(yaml.utf8).write(to: URL(filePath: folder.path + "/idp.yaml"))
            root = try SignedSample.write(SignedSample.root, to: folder.path, as: "root.cer")
        }

        func idp(_ arguments: String...) throws -> Executable.Outcome { try folder.idp(arguments) }
    }

    @Test func `nobody is believed by a file alone`() throws {
        let instance = try Case()
        let unknown = try instance.idp("trust", "install", instance.root, "--domain", "public")
        #expect(unknown.status == 1 && unknown.failure.contains(SignedSample.fingerprint) && unknown.failure.contains("--fingerprint"))
        let other = String(repeating: "ab", count: 32)
        #expect(try instance.idp("trust", "install", instance.root, "--domain", "public", "--fingerprint", other).status == 1)
        let wrong = try SignedSample.write(Array("text".utf8), to: instance.folder.path, as: "text.cer")
        let none = try instance.idp("trust", "install", wrong, "--domain", "public", "--fingerprint", other)
        #expect(none.status == 1 && none.failure.contains("no certificate"))
        #expect(try instance.idp("trust", "list", "--json").output.isEmpty)
    }

    @Test func `what is installed is listed, believed, and removed again`() throws {
        let instance = try Case()
        let document = try SignedSample.write(SignedSample.document, to: instance.folder.path, as: "don.p7m")
        let colons = stride(from: 0, to: 64, by: 2).map { index in
            String(SignedSample.fingerprint.uppercased().dropFirst(index).prefix(2))
        }.joined(separator: ":")
        let installed = try instance.idp("trust", "install", instance.root, "--domain", "public", "--fingerprint", colons, "--json")
        #expect(installed.status == 0 && installed.objects.first?["sha256"]?.string == SignedSample.fingerprint)
        let listed = try #require(instance.idp("trust", "list", "--json").objects.first)
        #expect(listed["domain"]?.string == "public" && listed["name"]?.string == "Test root")
        #expect(listed["notAfter"]?.string == "2049-01-01T00:00:00Z")
        let verify = ["verify", document, "--json", "--at", SignedSample.time]
        #expect(try Self.cause(instance.folder.idp(verify)) == "TRY_LATER")
        _ = try SignedSample.write(SignedSample.list, to: instance.folder.path + "/trust/public", as: "list.crl")
        #expect(try Self.cause(instance.folder.idp(verify)) == nil)
        #expect(try instance.idp("trust", "remove", SignedSample.fingerprint).status == 0)
        #expect(try Self.cause(instance.folder.idp(verify)) == "NO_CERTIFICATE_CHAIN_FOUND")
        #expect(try instance.idp("trust", "list", "--json").output.isEmpty)
        let again = try instance.idp("trust", "remove", SignedSample.fingerprint)
        #expect(again.status == 1 && again.failure.contains("trust list"))
        #expect(try instance.idp("audit", "verify").status == 0)
    }

    private static func cause(_ outcome: Executable.Outcome) -> String? {
        outcome.objects.first?["signatures"]?.array?.first?["subIndication"]?.string
    }
}
