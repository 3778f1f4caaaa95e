internal import Primitives
@testable internal import SignatureValidation

/// What is written reads as the same, and a JSON signature that holds is over a header and a payload that somebody signed.
struct JSONTarget: FuzzTarget {
    private let genuine: Genuine
    private let signed: Set<[UInt8]>

    init(genuine: Genuine) {
        self.genuine = genuine
        signed = Set(genuine.files.flatMap(Self.signed))
    }

    func run(_ input: [UInt8]) -> Bool {
        let json = try? JSON(parsing: input, maximumDepth: 64)
        if let json {
            guard let again = try? JSON(parsing: json.bytes, maximumDepth: 64) else { fatalError("does not hold: what is written is JSON") }
            demand(again == json && again.bytes == json.bytes, "what is written reads as the same")
        }
        guard JAdESFormat.recognises(Document(bytes: input)) else { return json != nil }
        let report = genuine.report(on: input)
        if report.signatures.contains(where: { $0.cryptography == .valid }) {
            demand(!signed.isDisjoint(with: Self.signed(in: input)), "who signed, signed this header and payload")
        }
        return true
    }

    /// The protected header with the payload, of each signature.
    private static func signed(in file: [UInt8]) -> [[UInt8]] {
        guard let serialized = try? JWSSerialization(JWSText(file), limits: Limits()) else { return [] }
        var payload = Genuine.content
        if case .attached(let bytes) = serialized.payload { payload = bytes }
        return serialized.signatures.map { fingerprint($0.protected + [UInt8(ascii: ".")] + payload) }
    }
}
