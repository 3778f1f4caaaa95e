internal import PKI
internal import Primitives

/// The protected header of a JSON signature. RFC 7515 §4.1, ETSI TS 119 182-1 §5.1 and §5.2.
struct JAdESHeader {
    let members: JSON.Object
    let algorithmName: String
    private(set) var scheme: SignatureScheme?
    /// `x5c`: the signing certificate first.
    private(set) var certificates: [Certificate] = []
    private(set) var certificateDigests: [CertificateDigest] = []
    private(set) var detachedReference: DetachedReference?
    /// Why it is no header, when it is none.
    private(set) var malformation: String?
    private(set) var errors: [Finding] = []
    private(set) var warnings: [Finding] = []

    /// A digest that names a certificate; the first names the signing one.
    struct CertificateDigest {
        let algorithm: DigestAlgorithm
        let value: [UInt8]
        func matches(_ certificate: Certificate) -> Bool { algorithm.digest(certificate.der) == value }
    }

    /// `sigD`. ETSI TS 119 182-1 §5.2.8.
    struct DetachedReference {
        enum Mechanism {
            case byURI
            case byHash(DigestAlgorithm?, [[UInt8]])
            case other(String)
        }
        let mechanism: Mechanism
        let names: [String]
    }

    /// - Parameter unprotected: no name may stand in both. RFC 7515 §7.2.1.
    init?(encoded: [UInt8], unprotected: JSON.Object, limits: Limits) {
        guard let bytes = Base64URL.decode(encoded), let object = try? JSON(parsing: bytes, maximumDepth: 32).object,
            let algorithm = object["alg"]?.string
        else { return nil }
        members = object
        algorithmName = algorithm
        scheme = Self.schemes[algorithm]
        if let name = unprotected.names.first(where: { object[$0] != nil }) { malformation = "\(name) stands in both headers" }
        // What is no Boolean is one value to some readers and the other to others. RFC 7797 §3.
        if let value = object["b64"], value.bool == nil { malformation = "b64 is not a Boolean" }
        readCertificates(limits)
        readDigests()
        readReference()
        checkCritical(unprotected)
        if object["iat"] != nil, object["sigT"] != nil { warnings.append(Finding("claimed-time-twice")) }
    }

    var isPayloadEncoded: Bool { members["b64"]?.bool ?? true }

    /// `sigT`, or `iat` of the later edition. ETSI TS 119 182-1 §5.1.11, §5.2.1.
    var claimedTime: ClaimedTime? {
        if let text = members["sigT"]?.string { return InternetTime.parse(text) }
        return members["iat"]?.instant.map { ClaimedTime(instant: $0) }
    }

    /// `sigPId`. ETSI TS 119 182-1 §5.2.7.
    var signaturePolicy: String? { members["sigPId"]?["id"]?["id"]?.string ?? members["sigPId"]?["id"]?.string }

    /// Timestamps over the content before signing. ETSI TS 119 182-1 §5.2.6.
    var contentTimestamps: [[UInt8]] { JAdESTimestampContainer.tokens(members["adoTst"]) }

    /// The names without which a header is plain JWS. ETSI TS 119 182-1 §6.3.
    var isAdES: Bool { (members["sigT"] != nil) != (members["iat"] != nil) && !certificateDigests.isEmpty }

    /// RFC 7518 §3.1, RFC 8037 §3.1. HMAC and `none` are no signatures of anybody.
    private static let schemes: [String: SignatureScheme] = [
        "RS256": .rsaPKCS1(.sha256), "RS384": .rsaPKCS1(.sha384), "RS512": .rsaPKCS1(.sha512),
        "PS256": .rsaPSS(.sha256, mask: .sha256, saltByteCount: 32), "PS384": .rsaPSS(.sha384, mask: .sha384, saltByteCount: 48),
        "PS512": .rsaPSS(.sha512, mask: .sha512, saltByteCount: 64), "ES256": .ecdsa(.sha256, .raw), "ES384": .ecdsa(.sha384, .raw),
        "ES512": .ecdsa(.sha512, .raw), "EdDSA": .edDSA, "Ed25519": .edDSA, "Ed448": .edDSA,
    ]

    /// ECDSA binds the hash to the curve. RFC 7518 §3.4.
    func fits(_ key: PublicKey) -> Bool {
        switch algorithmName {
        case "ES256": key.kind == .ecdsa && key.bits == 256
        case "ES384": key.kind == .ecdsa && key.bits == 384
        case "ES512": key.kind == .ecdsa && key.bits == 521
        default: true
        }
    }

    private mutating func readCertificates(_ limits: Limits) {
        guard let value = members["x5c"] else { return }
        guard let texts = value.strings, !texts.isEmpty, texts.count <= limits.certificates else {
            malformation = "x5c is not an array of certificates"
            return
        }
        for text in texts {
            guard let certificate = Base64.decode(Array(text.utf8)).flatMap({ Certificate(der: $0) }) else {
                malformation = "x5c holds something that is no certificate"
                return
            }
            certificates.append(certificate)
        }
    }

    private mutating func readDigests() {
        if let digest = members["x5t#S256"] { add(digest.string, .sha256) }
        if let digest = members["x5t"] { add(digest.string, .sha1) }
        let others = (members["x5t#o"].map { [$0] } ?? []) + (members["sigX5ts"]?.array ?? []).prefix(16)
        for other in others { add(other["digVal"]?.string, other["digAlg"]?.string.flatMap(Self.digest)) }
    }

    private mutating func add(_ text: String?, _ algorithm: DigestAlgorithm?) {
        guard let value = text.flatMap({ Base64URL.decode($0) }), let algorithm else {
            warnings.append(Finding("certificate-reference-unreadable"))
            return
        }
        certificateDigests.append(CertificateDigest(algorithm: algorithm, value: value))
    }

    private mutating func readReference() {
        guard let value = members["sigD"] else { return }
        let names = value["pars"]?.strings ?? []
        let mechanism: DetachedReference.Mechanism
        switch value["mId"]?.string {
        case "http://uri.etsi.org/19182/ObjectIdByURI"?: mechanism = .byURI
        case "http://uri.etsi.org/19182/ObjectIdByURIHash"?:
            let digests = (value["hashV"]?.strings ?? []).compactMap { Base64URL.decode($0) }
            if digests.count != names.count { malformation = "sigD has not one digest for each name" }
            mechanism = .byHash(value["hashM"]?.string.flatMap(Self.digest), digests)
        case let name: mechanism = .other(name == "http://uri.etsi.org/19182/HttpHeaders" ? "HttpHeaders" : "sigD")
        }
        detachedReference = DetachedReference(mechanism: mechanism, names: names)
    }

    /// ETSI TS 119 182-1 §5.1.8, RFC 7518 §7.
    private static func digest(_ name: String) -> DigestAlgorithm? {
        switch name {
        case "S256", "sha-256", "http://www.w3.org/2001/04/xmlenc#sha256": .sha256
        case "S384", "sha-384", "http://www.w3.org/2001/04/xmldsig-more#sha384": .sha384
        case "S512", "sha-512", "http://www.w3.org/2001/04/xmlenc#sha512": .sha512
        case "S1", "http://www.w3.org/2000/09/xmldsig#sha1": .sha1
        default: nil
        }
    }

    /// Headers that are understood here beside those of RFC 7515.
    private static let understood: Set<String> = [
        "sigT", "sigX5ts", "x5t#o", "srCms", "sigPl", "srAts", "adoTst", "sigPId", "sigD", "b64", "etsiU", "iat",
    ]

    /// RFC 7515 §4.1.11: an array without repetition, of extensions that are present and understood; and RFC 7797 §6.
    private mutating func checkCritical(_ unprotected: JSON.Object) {
        if members["b64"] != nil, members["crit"]?.strings?.contains("b64") != true {
            errors.append(Finding("critical-header-missing", "b64"))
        }
        guard let value = members["crit"] else { return }
        guard let names = value.strings, !names.isEmpty, names.count <= 64, Set(names).count == names.count else {
            errors.append(Finding("critical-header-malformed"))
            return
        }
        for name in names {
            if members[name] == nil, unprotected[name] == nil {
                errors.append(Finding("critical-header-missing", Self.known(name)))
            } else if !Self.understood.contains(name) {
                errors.append(Finding("critical-header-not-understood", Self.known(name)))
            }
        }
    }

    /// A name of the standards; what a stranger invented is not repeated.
    private static func known(_ name: String) -> String? {
        name.utf8.count <= 16 && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? name : nil
    }
}
