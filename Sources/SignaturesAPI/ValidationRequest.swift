internal import HTTP
internal import HTTPTypes
internal import Primitives
internal import SignatureValidation

/// What a portal asks: which document, by which policy, in which form, and whose signature it expects.
struct ValidationRequest {
    let document: Document
    let policy: ValidationPolicy
    /// The subject as the portal knows them.
    let subject: String?
    let isDetailed: Bool
    let form: ReportForm

    init(_ request: Request) throws(ValidationRejection) {
        let query = try Query(request.query)
        policy = try Self.policy(named: query["policy"])
        isDetailed = try Self.isDetailed(query["report"])
        subject = query["subject"]
        guard let form = ReportForm(accepting: request) else { throw .acceptUnsupported }
        self.form = form
        document = try Self.document(of: request)
    }

    /// Its parameters, each once and none that is not known: a misspelt one must not go unnoticed.
    private struct Query {
        private let form: Form

        init(_ text: String?) throws(ValidationRejection) {
            guard let form = try? Form(parsing: text ?? "") else { throw .queryMalformed }
            let names = form.fields.map(\.name)
            guard Set(names).count == names.count, Set(names).isSubset(of: ["policy", "subject", "report"]) else { throw .queryMalformed }
            self.form = form
        }

        subscript(name: String) -> String? { form[name] }
    }

    private static func policy(named name: String?) throws(ValidationRejection) -> ValidationPolicy {
        guard let name else { return ValidationPolicy.all[0] }
        guard let policy = ValidationPolicy.named(name) else { throw .policyUnknown }
        return policy
    }

    private static func isDetailed(_ report: String?) throws(ValidationRejection) -> Bool {
        switch report {
        case nil, "simple": false
        case "detailed": true
        default: throw .reportUnknown
        }
    }

    private static func document(of request: Request) throws(ValidationRejection) -> Document {
        let type = request.headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("multipart/") else {
            guard !request.body.isEmpty else { throw .bodyMissing }
            return Document(bytes: request.body)
        }
        guard let form = try? MultipartForm(parsing: request.body, contentType: type) else { throw .multipartMalformed }
        return try document(of: form)
    }

    private static func document(of form: MultipartForm) throws(ValidationRejection) -> Document {
        let names = form.parts.map(\.name)
        guard Set(names).isSubset(of: ["document", "content", "digest"]) else { throw .partUnknown }
        guard Set(names).count == names.count else { throw .multipartMalformed }
        // With the digest alone to compare with, the file that holds the signature may be called either.
        guard let document = form["document"] ?? (form["digest"] == nil ? nil : form["content"]), !document.bytes.isEmpty else {
            throw .documentMissing
        }
        let content = form["document"] == nil ? nil : form["content"]
        guard content == nil || form["digest"] == nil else { throw .contentRepeated }
        var detached = content.map { DetachedContent.bytes(Array($0.bytes)) }
        if let digest = form["digest"] { detached = try ContentDigest(digest.bytes).content }
        return Document(bytes: Array(document.bytes), content: detached, name: document.fileName)
    }
}

/// The forms in which the answer can be had.
enum ReportForm: String, CaseIterable {
    case json = "application/json"
    case receipt = "application/jwt"
    case xml = "application/xml"

    /// The first that the request takes; JSON where it does not say. RFC 9110 §12.5.1.
    init?(accepting request: Request) {
        guard let accepted = request.headers[.accept] else {
            self = .json
            return
        }
        guard let form = Self.allCases.first(where: { request.accepts($0.rawValue) || Self.isAnything(accepted) }) else { return nil }
        self = form
    }

    private static func isAnything(_ accepted: String) -> Bool {
        accepted.split(separator: ",").contains { $0.prefix { $0 != ";" }.filter { $0 != " " } == "*/*" }
    }
}
