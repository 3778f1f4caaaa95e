import Foundation
import PKI
import Primitives
import Testing

/// NIST's Public Key Interoperability Test Suite, as `pkits/EXPECTED.csv` of the corpus arranges it. RFC 5280 §6.
@Suite struct PKITSTests {
    /// `../shared/corpus/pkits` beside the project, or under `IDP_CORPUS`.
    static let root: URL? = {
        let beside = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/corpus").standardized
        let root = ProcessInfo.processInfo.environment["IDP_CORPUS"].map { URL(filePath: $0) } ?? beside
        let pkits = root.appending(path: "pkits")
        return FileManager.default.fileExists(atPath: pkits.appending(path: "EXPECTED.csv").path) ? pkits : nil
    }()

    struct Case: Sendable, CustomTestStringConvertible {
        let id: String
        let name: String
        let certificate: String
        let intermediates: [String]
        let lists: [String]
        let inputs: PathInputs
        let isValid: Bool
        var testDescription: String { "\(id) \(name)" }

        init(_ columns: [Substring]) {
            id = String(columns[0])
            name = String(columns[1])
            certificate = String(columns[3])
            intermediates = columns[4].split(separator: ";").map(String.init)
            lists = columns[5].split(separator: ";").map(String.init)
            var inputs = PathInputs()
            inputs.initialPolicies = columns[6].split(whereSeparator: { $0 == ";" || $0 == " " }).map(String.init)
            inputs.explicitPolicy = columns[7] == "yes"
            inputs.inhibitPolicyMapping = columns[8] == "yes"
            inputs.inhibitAnyPolicy = columns[9] == "yes"
            self.inputs = inputs
            isValid = columns[10] == "valid"
        }

        /// Whether the path holds, and every certificate of it is known not to be revoked.
        func accepts() throws -> Bool {
            let others = try intermediates.compactMap { try PKITSTests.certificate($0) }
            // One whose bytes are no certificate has no path.
            guard let target = try PKITSTests.certificate(certificate),
                case .valid(let path) = try PKITSTests.store().path(for: target, at: PKITSTests.instant, with: others, inputs: inputs)
            else { return false }
            let bytes = try (["TrustAnchorRootCRL.crl"] + lists).map { try PKITSTests.bytes("crls/\($0)") }
            let evidence = RevocationEvidence(lists: bytes, responses: [], certificates: others)
            let judge = try RevocationJudge(store: PKITSTests.store(), evidence: evidence, at: PKITSTests.instant)
            return path.certificates.indices.dropLast().allSatisfy { index in
                if case .good = judge.status(of: index, in: path) { true } else { false }
            }
        }
    }

    /// 1 June 2024: within the validity of the suite's certificates and lists.
    static let instant = Instant(secondsSinceEpoch: 1_717_200_000)

    static func bytes(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: #require(root).appending(path: path))) }

    static func certificate(_ name: String) throws -> Certificate? { try Certificate(der: bytes("certs/\(name)")) }

    static func store() throws -> TrustStore {
        var store = TrustStore()
        store.add(try #require(try certificate("TrustAnchorRootCertificate.crt")), domain: .test)
        return store
    }

    static let cases: [Case] = {
        guard let root, let text = try? String(contentsOf: root.appending(path: "EXPECTED.csv"), encoding: .utf8) else { return [] }
        return text.split(whereSeparator: \.isNewline).dropFirst().map {
            Case($0.split(separator: ",", omittingEmptySubsequences: false))
        }
    }()

    @Test(.enabled(if: root != nil, "the corpus is not there"), arguments: cases.filter { !$0.isValid })
    func `An invalid path is refused`(_ row: Case) throws {
        #expect(try !row.accepts())
    }

    /// Sound paths that are refused, each with the reason why nothing is lost by it.
    static let ruledOut = [
        "4.1.4": "DSA is not served: the path holds, but nobody here reads its list",
        "4.14.30": "the issuer of the list would vouch for itself, since its own status is on no list but that one",
    ]

    @Test(.enabled(if: root != nil, "the corpus is not there"), arguments: cases.filter(\.isValid))
    func `A valid path is accepted`(_ row: Case) throws {
        #expect(try row.accepts() == (Self.ruledOut[row.id] == nil))
    }
}
