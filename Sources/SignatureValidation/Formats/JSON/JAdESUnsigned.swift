internal import PKI
internal import Primitives

/// `etsiU`: what was added after signing, in order. ETSI TS 119 182-1 §5.3.
struct JAdESUnsigned {
    /// One element: its name and value, and the bytes that timestamps after it cover.
    struct Component {
        let name: String
        let value: JSON
        /// Nil for an element in clear, whose canonical form is not defined well enough to be compared.
        let covered: [UInt8]?
    }

    private(set) var components: [Component] = []
    private(set) var warnings: [Finding] = []

    init(_ header: JSON.Object) {
        guard let value = header["etsiU"] else { return }
        guard let elements = value.array, elements.count <= 256 else {
            warnings.append(Finding("unsigned-properties-malformed"))
            return
        }
        for element in elements { add(element) }
    }

    private mutating func add(_ element: JSON) {
        let (object, covered) = Self.decoded(element)
        guard let member = object?.members.first, object?.members.count == 1 else {
            warnings.append(Finding("unsigned-properties-malformed"))
            return
        }
        components.append(Component(name: member.name, value: member.value, covered: covered))
    }

    private static func decoded(_ element: JSON) -> (JSON.Object?, [UInt8]?) {
        guard let text = element.string else { return (element.object, nil) }
        return (Base64URL.decode(text).flatMap { try? JSON(parsing: $0, maximumDepth: 32).object }, Array(text.utf8))
    }

    func values(_ name: String) -> [JSON] { components.filter { $0.name == name }.map(\.value) }

    /// `xVals`, `axVals`, and those in `tstVD`. ETSI TS 119 182-1 §5.3.5.2.
    var certificates: [Certificate] {
        let lists = values("xVals") + values("axVals") + validationData.compactMap { $0["xVals"] }
        return lists.flatMap { $0.array ?? [] }.compactMap { entry in
            entry["x509Cert"].flatMap(JAdESEncapsulated.bytes).flatMap { Certificate(der: $0) }
        }
    }

    /// `rVals`, `arVals`, and those in `tstVD`. ETSI TS 119 182-1 §5.3.5.4.
    var revocationLists: [[UInt8]] { revocationValues.flatMap { $0["crlVals"]?.array ?? [] }.compactMap(JAdESEncapsulated.bytes) }
    var ocspResponses: [[UInt8]] { revocationValues.flatMap { $0["ocspVals"]?.array ?? [] }.compactMap(JAdESEncapsulated.bytes) }

    private var validationData: [JSON] { values("tstVD") + values("anyValData") }
    private var revocationValues: [JSON] { values("rVals") + values("arVals") + validationData.compactMap { $0["rVals"] } }

    /// Everything before an element, as an archive timestamp covers it; nil when an element before it is in clear.
    func covered(before index: Int) -> [[UInt8]]? {
        let parts = components[..<index].map(\.covered)
        return parts.contains { $0 == nil } ? nil : parts.compactMap { $0 }
    }

    /// What a timestamp over references covers of the elements before it. ETSI TS 119 182-1 annex A.1.5.
    func references(before index: Int, withSignatureTimestamps: Bool) -> [[UInt8]]? {
        let names: Set<String> = ["xRefs", "rRefs", "axRefs", "arRefs"]
        let parts = components[..<index].filter { names.contains($0.name) || withSignatureTimestamps && $0.name == "sigTst" }
        return parts.contains { $0.covered == nil } ? nil : parts.compactMap(\.covered)
    }
}
