import Foundation
import PKI
import Testing

/// The vectors of Project Wycheproof: signatures that careless verifiers accept, and sound ones that strict ones refuse.
@Suite(.enabled(if: SignatureVectors.folder != nil, "the corpus is not there")) struct SignatureVectorTests {
    @Test(arguments: SignatureVectors.names) func `every signature is judged as its vector says`(name: String) throws {
        let file = try SignatureVectors.read(name)
        var count = 0
        for group in file.testGroups {
            let key = try #require(PublicKey(subjectPublicKeyInfo: CertificateFixtures.hex(group.publicKeyDer)))
            for vector in group.tests {
                guard let scheme = group.scheme else { continue }
                count += 1
                let message = CertificateFixtures.hex(vector.msg)
                let verdict = key.verify(CertificateFixtures.hex(vector.sig), over: .bytes(message), scheme: scheme)
                switch vector.result {
                case "valid": #expect(verdict == .valid, "\(name) \(vector.tcId)")
                case "invalid": #expect(verdict != .valid, "\(name) \(vector.tcId)")
                default: break
                }
            }
        }
        #expect(count > 50)
    }
}

struct SignatureVectors: Decodable {
    struct Group: Decodable {
        let type: String
        let publicKeyDer: String
        let sha: String?
        let mgfSha: String?
        let sLen: Int?
        let tests: [Vector]

        /// Nil where the vectors have a hash that is not served here, such as SHAKE.
        var scheme: SignatureScheme? {
            if type == "EddsaVerify" { return .edDSA }
            guard let digest = sha.flatMap(DigestAlgorithm.init(rawValue:)) else { return nil }
            switch type {
            case "EcdsaVerify": return .ecdsa(digest, .der)
            case "EcdsaP1363Verify": return .ecdsa(digest, .raw)
            case "RsassaPkcs1Verify": return .rsaPKCS1(digest)
            default:
                guard let mask = mgfSha.flatMap(DigestAlgorithm.init(rawValue:)), let sLen else { return nil }
                return .rsaPSS(digest, mask: mask, saltByteCount: sLen)
            }
        }
    }
    struct Vector: Decodable {
        let tcId: Int
        let msg: String
        let sig: String
        let result: String
    }
    let testGroups: [Group]

    static let folder: URL? = {
        let beside = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/corpus").standardized
        let root = ProcessInfo.processInfo.environment["IDP_CORPUS"].map { URL(filePath: $0) } ?? beside
        let folder = root.appending(path: "wycheproof")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    static let names: [String] = {
        guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else { return [] }
        return names.filter { name in ["ecdsa_", "ed25519_", "rsa_"].contains { name.hasPrefix($0) } }.sorted()
    }()

    static func read(_ name: String) throws -> Self {
        try JSONDecoder().decode(Self.self, from: Data(contentsOf: #require(folder).appending(path: name)))
    }
}
