import Foundation
import Primitives
import SignatureValidation
import Testing

struct IdentityBindingTests {
    static func identifiers(_ values: [String]) -> [CertificateIdentifier] { values.map { CertificateIdentifier(parsing: $0) } }

    @Test(arguments: [
        ("MST:0100109106", "MST", "0100109106"), ("MST:0100109106-001", "MST", "0100109106-001"),
        ("CCCD:001099012345", "CCCD", "001099012345"), ("CMND:012345678", "CMND", "012345678"),
        ("CMND:001099012345", "CMND", "001099012345"), ("MNS:1234567", "MNS", "1234567"), ("HC:B1234567", "HC", "B1234567"),
        ("0100109106", "unprefixed", "0100109106"), ("CCCCD:001099012345", "unknown", "CCCCD:001099012345"),
        ("CCCD:0100109106", "unknown", "CCCD:0100109106"), (" CCCD: 001099012345 ", "CCCD", "001099012345"),
        ("cccd:001099012345", "unknown", "cccd:001099012345"), ("CCCD:００１０９９０１２３４５", "unknown", "CCCD:００１０９９０１２３４５"),
        ("CCCD:001 099 012 345", "unknown", "CCCD:001 099 012 345"), ("MST:0100109107", "unknown", "MST:0100109107"),
    ])
    func `an identifier is what its prefix says only in its own form`(_ text: String, _ kind: String, _ value: String) {
        let identifier = CertificateIdentifier(parsing: text)
        #expect(identifier.kind.rawValue == kind)
        #expect(identifier.value.isSame(as: value))
    }

    @Test func `the vectors of the project agree`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/data/vectors.json").standardized
        guard let data = try? Data(contentsOf: root) else { return }
        for vector in try JSON(parsing: Array(data), maximumDepth: 64)["certificate_uid"]?.array ?? [] {
            let values = vector["in"]?.strings ?? [vector["in"]?.string ?? ""]
            let expected = vector["out"]?.array?.map { ($0["kind"]?.string ?? "") + " " + ($0["value"]?.string ?? "") }
            #expect(Self.identifiers(values).map { $0.kind.rawValue + " " + $0.value } == expected)
        }
    }

    static let subject: SubjectIdentifiers = {
        var subject = SubjectIdentifiers()
        subject.personalNumber = PersonalNumber(parsing: "001099012345")
        subject.identityCards = ["012345678"]
        subject.organizations = [TaxCode(parsing: "0100109106")].compactMap { $0 }
        return subject
    }()

    static let bindings: [([String], String, String?)] = [
        (["CCCD:001099012346"], "mismatched", "CCCD"), (["CCCD:001099012346", "MST:0100109106"], "mismatched", "CCCD"),
        (["CMND:012345679"], "mismatched", "CMND"), (["MST:0100109106-001"], "mismatched", "MST"), (["MNS:1234567"], "mismatched", "MNS"),
        (["0010990123452"], "none", nil), (["001099012345"], "none", nil), (["CCCCD:001099012345"], "none", nil), ([], "none", nil),
        (["CCCD:001099012345"], "matched", "CCCD"), (["CMND:001099012345"], "matched", "CMND"), (["CMND:012345678"], "matched", "CMND"),
        (["MST:0100109106"], "organisation", "MST"), (["MST:0100109106", "CCCD:001099012345"], "matched", "CCCD"),
        (["BHXH:0123456789"], "none", nil), (["HC:B1234567"], "none", nil),
    ]

    @Test(arguments: bindings)
    func `whose signature it is follows from identifiers alone`(_ values: [String], _ result: String, _ kind: String?) {
        let binding = IdentityBinding(Self.identifiers(values), subject: Self.subject)
        #expect(binding.result.rawValue == result)
        #expect(binding.kind?.rawValue == kind)
    }

    @Test func `an organisation's own account matches its own code and no branch of it`() {
        var subject = SubjectIdentifiers()
        subject.taxCode = TaxCode(parsing: "0100109106")
        #expect(IdentityBinding(Self.identifiers(["MST:0100109106"]), subject: subject).result == .matched)
        #expect(IdentityBinding(Self.identifiers(["MST:0100109106-001"]), subject: subject).result == .mismatched)
    }
}
