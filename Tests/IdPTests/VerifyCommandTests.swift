import Foundation
import Primitives
import Testing

/// `idp verify` as a process, without any instance.
@Suite struct VerifyCommandTests {
    /// A folder with the document, and one of anchors in it.
    private struct Case {
        let folder: TemporaryFolder
        let document: String
        let anchors: String

        init() throws {
            folder = try TemporaryFolder()
            anchors = folder.path + "/anchors"
            document = try SignedSample.write(SignedSample.document, to: folder.path, as: "don.p7m")
            _ = try SignedSample.write(SignedSample.root, to: anchors, as: "root.cer")
            _ = try SignedSample.write(SignedSample.list, to: anchors + "/lists", as: "list.crl")
        }

        func verify(_ arguments: String..., at time: String = SignedSample.time) throws -> Executable.Outcome {
            try folder.idp(["verify"] + arguments + ["--at", time, "--json"])
        }
    }

    @Test func `a sound document passes by the anchors of a folder`() throws {
        let example = try Case()
        let outcome = try example.verify(example.document, "--anchors", example.anchors)
        #expect(outcome.status == 0 && outcome.failure.isEmpty)
        let report = try #require(outcome.objects.first)
        #expect(report["file"]?.string == example.document && report["format"]?.string == "CAdES")
        #expect(report["indication"]?.string == "TOTAL-PASSED")
        let signature = try #require(report["signatures"]?.array?.first)
        #expect(signature["cryptography"]?.string == "valid" && signature["document"]?.string == "unchanged")
        #expect(signature["signer"]?["commonName"]?.string == "Nguyễn Văn An")
        #expect(signature["signer"]?["identifiers"]?.array?.first?["kind"]?.string == "CCCD")
    }

    @Test func `what is not known is said, and changes nothing about the mathematics`() throws {
        let example = try Case()
        let alone = example.folder.path + "/alone"
        _ = try SignedSample.write(SignedSample.root, to: alone, as: "root.cer")
        for (arguments, cause) in [([], "NO_CERTIFICATE_CHAIN_FOUND"), (["--anchors", alone], "TRY_LATER")] {
            let outcome = try example.folder.idp(["verify", example.document, "--json", "--at", SignedSample.time] + arguments)
            #expect(outcome.status == 0, "judged, whatever the verdict")
            let signature = try #require(outcome.objects.first?["signatures"]?.array?.first)
            #expect(signature["indication"]?.string == "INDETERMINATE" && signature["subIndication"]?.string == cause)
            #expect(signature["cryptography"]?.string == "valid")
        }
        let early = try example.verify(example.document, "--anchors", example.anchors, at: "2020-01-01T00:00:00+07:00")
        #expect(early.objects.first?["indication"]?.string == "INDETERMINATE")
    }

    @Test func `every file has its line, and one that is not there is told apart`() throws {
        let example = try Case()
        let text = try SignedSample.write(Array("plain text".utf8), to: example.folder.path, as: "text.txt")
        let outcome = try example.verify(example.document, text, "missing.pdf", example.document, "--anchors", example.anchors)
        #expect(outcome.status == 1)
        #expect(outcome.objects.map { $0["indication"]?.string } == ["TOTAL-PASSED", "REFUSED", "TOTAL-PASSED"])
        #expect(outcome.objects.allSatisfy { ($0["reason"] == .null) == ($0["indication"]?.string == "TOTAL-PASSED") })
        #expect(outcome.failures == ["idp: missing.pdf: cannot be read; check the path and its permissions"])
    }

    @Test func `a changed document fails`() throws {
        let example = try Case()
        var bytes = SignedSample.document
        let place = try #require(bytes.firstRange(of: Array("Đơn".utf8)))
        bytes.replaceSubrange(place, with: Array("Đơm".utf8))
        let changed = try SignedSample.write(bytes, to: example.folder.path, as: "changed.p7m")
        let report = try example.verify(changed, "--anchors", example.anchors).objects.first
        #expect(report?["indication"]?.string == "TOTAL-FAILED")
        #expect(report?["signatures"]?.array?.first?["subIndication"]?.string == "HASH_FAILURE")
    }

    @Test(arguments: [
        ["verify"], ["verify", "x", "--policy", "none"], ["verify", "x", "--at", "yesterday"], ["verify", "x", "--report", "long"],
        ["verify", "x", "--at", "2027-01-01T00:00:00"], ["trust", "install", "x"], ["trust", "install", "x", "--domain", "test"],
        ["trust", "install", "x", "--domain", "public", "--fingerprint", "abc"], ["trust", "remove", "xyz"],
    ])
    func `wrong usage is 2 and one line`(arguments: [String]) throws {
        let outcome = try TemporaryFolder().idp(arguments)
        #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.failures.count == 1, "\(outcome)")
    }

    @Test func `a folder without anchors is named`() throws {
        let example = try Case()
        for wrong in ["/missing", "/don.p7m"] {
            let outcome = try example.verify(example.document, "--anchors", example.folder.path + wrong)
            #expect(outcome.status == 1 && outcome.failures.count == 1 && outcome.failure.contains("--anchors"))
        }
    }

    @Test func `people read text, and programs XML after ETSI`() throws {
        let example = try Case()
        let arguments = ["verify", example.document, "--anchors", example.anchors, "--at", SignedSample.time]
        let text = try example.folder.idp(arguments)
        #expect(text.status == 0 && text.output.contains("[TOTAL-PASSED]") && text.output.contains("Nguyễn Văn An"))
        let xml = try example.folder.idp(arguments + ["--json", "--report", "etsi"])
        #expect(xml.status == 0 && xml.output.contains("ValidationReport"))
        #expect(xml.output.contains("urn:etsi:019102:mainindication:total-passed"))
    }

    /// The system reads its tables of an encoding from files, which a worker cannot open.
    @Test(arguments: ["ISO-8859-2", "windows-1258", "UTF-8", "windows-1252", "iso-8859-15", "US-ASCII"])
    func `XML of every encoding that is served is read in a worker`(encoding: String) throws {
        let folder = try TemporaryFolder()
        let signature = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>"
        let xml = "<?xml version=\"1.0\" encoding=\"\(encoding)\"?><a>\(signature)</a>"
        let file = try SignedSample.write(Array(xml.utf8), to: folder.path, as: "don.xml")
        let report = try #require(folder.idp(["verify", file, "--json"]).objects.first)
        #expect(report["signatures"]?.array?.first?["subIndication"]?.string == "FORMAT_FAILURE", "\(report)")
    }

    @Test func `the worker is for other commands only`() throws {
        let outcome = try TemporaryFolder().idp(["verify-worker"])
        #expect(outcome.status != 0 && outcome.output.isEmpty)
    }
}
