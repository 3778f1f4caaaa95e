import Foundation
import SignatureValidation
import Testing

/// Published XML signatures with what each must give, by the rules of the collection's own README.
@Suite(.enabled(if: Corpus.root != nil, "the corpus is not here")) struct XMLCorpusTests {
    /// Where the collection is not followed, with the reason.
    static let rulings: [String: String] = [
        // SIGNATURES §4: any document type refuses the file, whatever else it says.
        "xmldsig/xmlsec/root/signature.xml": "document type",
        "xmldsig/xmlsec/root/xpointer-hmac.xml": "document type",
    ]

    @Test(arguments: Corpus.rows("xades") + Corpus.rows("xmldsig") + Corpus.rows("xml-bombs"))
    func `what others signed gives what others found`(row: Corpus.Row) throws {
        guard Self.rulings[row["path"]] == nil else { return }
        let read: SignedDocument
        do {
            read = try XMLFormat.read(row.bytes()[...], parts: Self.parts(row), limits: Limits())
        } catch let error as DocumentRejection {
            #expect(["reject", "error"].contains(row["expected_class"]), "\(error)")
            return
        }
        #expect(row["expected_class"] != "reject")
        #expect((row["expected_class"] == "no-signature") == read.signatures.isEmpty)
        let outcomes = read.signatures.map { Outcome($0) }
        switch row["expected_crypto"] {
        case "pass" where Self.mayBeUnsupported(row): #expect(!outcomes.contains(.invalid))
        case "pass": #expect(outcomes.allSatisfy { $0 == .valid }, "\(read.signatures.map(\.cryptography))")
        case "fail", "see-indication": #expect(!outcomes.contains(.valid))
        case "mixed": #expect(outcomes.contains(.valid) && outcomes.contains(.invalid))
        default: break
        }
        if row["expected_class"] == "attack" {
            #expect(!read.signatures.contains { Outcome($0) == .valid && $0.document == .unchanged })
        }
    }

    /// Damage anywhere ends in an answer, and in none that is better than the sound file's.
    @Test(arguments: (Corpus.rows("xades") + Corpus.rows("xmldsig")).filter { Int($0["bytes"]) ?? 0 < 12_000 })
    func `a damaged file ends in an answer`(row: Corpus.Row) throws {
        let bytes = try row.bytes()
        var state = UInt64(bytes.count)
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<8 {
            var damaged = bytes
            let (place, count) = (next(bytes.count), next(64))
            switch next(4) {
            case 0: damaged[place] = UInt8(next(256))
            case 1: damaged.removeSubrange(place..<min(place + count, bytes.count))
            case 2: damaged.insert(contentsOf: bytes[next(place + 1)..<place].prefix(count), at: place)
            default: damaged.removeLast(place)
            }
            _ = try? XMLFormat.read(damaged[...], parts: Self.parts(row), limits: Limits())
        }
    }

    enum Outcome {
        case invalid, unsupported, valid

        init(_ signature: DocumentSignature) {
            switch signature.cryptography {
            case _ where signature.formatFailure != nil: self = .invalid
            case .valid: self = .valid
            case .certificateNotFound, .dataNotFound, .unsupported: self = .unsupported
            case .hashFailure, .signatureFailure: self = .invalid
            }
        }
    }

    /// Symmetric and unknown algorithms, keys without certificate, foreign transforms, and content that did not come along.
    static func mayBeUnsupported(_ row: Corpus.Row) -> Bool {
        guard row["format"] == "xmldsig" else { return row["expected_reason"] == "NO_SIGNING_CERTIFICATE_FOUND" }
        let foreign = ["dsa-x509chain"]
        return !row["path"].contains("x509chain") || foreign.contains { row["path"].contains($0) }
    }

    static func parts(_ row: Corpus.Row) -> DetachedParts {
        let names = row["detached"].split(separator: ";").map(String.init)
        return DetachedParts { uri in
            let wanted = uri.flatMap { URL(string: $0)?.lastPathComponent ?? $0 }
            let found = names.count == 1 ? names.first : names.first { $0.hasSuffix("/" + (wanted ?? "?")) }
            guard let found, let bytes = try? Corpus.bytes(found) else { return .absent }
            return .bytes(bytes[...])
        }
    }
}
