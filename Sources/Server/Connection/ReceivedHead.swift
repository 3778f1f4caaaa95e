internal import HTTPTypes
internal import NIOHTTP1
internal import Primitives

/// A request head that passed every check that needs no endpoint: its length and its boundaries are beyond doubt.
///
/// NIO's parser already refuses much of what request smuggling lives from; the checks here do not rely on it. RFC 9112 §11.2.
struct ReceivedHead {
    let method: HTTPRequest.Method
    let target: RequestTarget
    /// Every field but Host, which decides nothing here, and those that only a proxy may write.
    let fields: HTTPFields
    /// The values of Client-Cert. RFC 9440 §2.2.
    private let clientCertificates: [String]
    /// What Content-Length says; nil without a body or with a chunked one.
    let declaredLength: Int?
    let expectsContinue: Bool
    /// Whether the connection can serve a further request after this one.
    let keepsAlive: Bool

    init(_ head: HTTPRequestHead, limits: Limits) throws(RequestRejection) {
        guard head.uri.utf8.count <= limits.targetBytes else { throw .targetTooLong }
        guard let method = Self.method(head.method) else { throw .methodNotAllowed }
        var framing = Framing()
        var fields = HTTPFields()
        var certificates: [String] = []
        fields.reserveCapacity(head.headers.count)
        for (name, value) in head.headers {
            guard let name = FieldNames.name(name) else { throw .malformed }
            try framing.note(name, value)
            switch name.canonicalName {
            case "host", "client-cert-chain": break
            case "client-cert": certificates.append(value)
            default: fields.append(HTTPField(name: name, value: value))
            }
        }
        try framing.check(version: head.version)
        self.method = method
        target = try RequestTarget(parsing: head.uri)
        self.fields = fields
        clientCertificates = certificates
        declaredLength = framing.length
        expectsContinue = framing.expectsContinue
        keepsAlive = head.isKeepAlive && head.version == .http1_1 && !framing.asksForUpgrade
    }

    /// The certificate that a proxy says its client came with, in DER. To be asked only of a proxy that is trusted. RFC 9440 §2.2.
    func forwardedCertificate() throws(RequestRejection) -> [UInt8]? {
        guard let value = clientCertificates.first else { return nil }
        // A byte sequence of structured fields: Base64 between colons. RFC 9651 §3.3.5.
        guard clientCertificates.count == 1, value.hasPrefix(":"), value.hasSuffix(":"), value.utf8.count > 2,
            let bytes = Base64.decode(Array(value.utf8.dropFirst().dropLast()))
        else { throw .malformed }
        return bytes
    }

    private static func method(_ method: HTTPMethod) -> HTTPRequest.Method? {
        switch method {
        case .GET: .get
        case .POST: .post
        case .HEAD: .head
        case .OPTIONS: .options
        case .PUT: .put
        case .DELETE: .delete
        case .PATCH: .patch
        default: HTTPRequest.Method(method.rawValue)
        }
    }
}

/// What the fields say about where the request ends.
private struct Framing {
    private var hosts = 0
    private var transferCodings: [String] = []
    private(set) var length: Int?
    private(set) var expectsContinue = false
    /// A protocol switch is never taken, but NIO's parser reads no further request after one was offered.
    private(set) var asksForUpgrade = false

    mutating func note(_ name: HTTPField.Name, _ value: String) throws(RequestRejection) {
        switch name.canonicalName {
        case "host": hosts += 1
        case "content-length":
            guard length == nil, (1...18).contains(value.utf8.count), value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw .ambiguousLength
            }
            length = Int(value)
        case "transfer-encoding": transferCodings.append(value.lowercased())
        case "expect":
            guard value.lowercased() == "100-continue" else { throw .expectationUnknown }
            expectsContinue = true
        case "upgrade": asksForUpgrade = true
        default: break
        }
    }

    func check(version: HTTPVersion) throws(RequestRejection) {
        guard hosts == 1 || (hosts == 0 && version == .http1_0) else { throw .hostMissingOrRepeated }
        guard let coding = transferCodings.first else { return }
        guard length == nil, transferCodings.count == 1, version == .http1_1 else { throw .ambiguousLength }
        guard coding == "chunked" else { throw .transferCodingUnknown }
    }
}

/// Field names that most requests carry, validated and lower-cased once.
private enum FieldNames {
    static func name(_ text: String) -> HTTPField.Name? { known[text] ?? HTTPField.Name(text) }

    private static let known: [String: HTTPField.Name] = {
        var known: [String: HTTPField.Name] = [:]
        for text in [
            "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Cache-Control", "Connection", "Content-Length",
            "Content-Type",
            "Cookie", "DPoP", "Host", "Origin", "Pragma", "Referer", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-User",
            "Upgrade-Insecure-Requests", "User-Agent", "X-Forwarded-For", "Forwarded",
        ] {
            known[text] = HTTPField.Name(text)
            known[text.lowercased()] = HTTPField.Name(text)
        }
        return known
    }()
}
