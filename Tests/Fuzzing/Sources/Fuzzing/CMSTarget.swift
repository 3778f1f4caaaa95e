internal import PKI
@testable internal import SignatureValidation

/// Signed data in which a signature holds has content that somebody signed.
struct CMSTarget: FuzzTarget {
    private let genuine: Genuine
    private let contents: Set<[UInt8]>

    init(genuine: Genuine) {
        self.genuine = genuine
        contents = Set(genuine.files.map { fingerprint(Self.content(of: $0)) })
    }

    func run(_ input: [UInt8]) -> Bool {
        guard CAdESFormat.isContentInfo(input[...]) else { return false }
        let report = genuine.report(on: input)
        if report.signatures.contains(where: \.isBelieved) {
            demand(contents.contains(fingerprint(Self.content(of: input))), "who is believed signed this content")
        }
        return true
    }

    private static func content(of file: [UInt8]) -> [UInt8] {
        let signedData = try? SignedData(file[...], allowsZeroPadding: true)
        return signedData?.content.map { Array($0.joined()) } ?? Genuine.content
    }
}
