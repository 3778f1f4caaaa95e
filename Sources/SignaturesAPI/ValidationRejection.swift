internal import HTTP
internal import HTTPTypes

/// Every way in which a request to judge a document can be wrong. A document that cannot be judged is none of them: its report says so.
enum ValidationRejection: Error, Equatable, CaseIterable {
    case acceptUnsupported
    case bodyMissing
    case contentRepeated
    case digestMalformed
    case documentMissing
    case multipartMalformed
    case partUnknown
    case policyUnknown
    case queryMalformed
    case reportUnknown
    case subjectUnknown

    /// RFC 9457.
    var problem: Problem { Problem(status: status, title: title, detail: mend) }

    private var status: HTTPResponse.Status {
        switch self {
        case .acceptUnsupported: .notAcceptable
        default: .badRequest
        }
    }

    private var title: String {
        switch self {
        case .acceptUnsupported: "No such form of the report"
        case .subjectUnknown: "Unknown subject"
        default: "The request cannot be understood"
        }
    }

    private var mend: String {
        switch self {
        case .acceptUnsupported: "Accept application/json, application/jwt or application/xml."
        case .bodyMissing: "Send the document as the body, or as the part document of multipart/form-data."
        case .contentRepeated: "Send what a detached signature signs either as the part content or as the part digest."
        case .digestMalformed:
            "Write the digest as sha-256=:Base64: (RFC 9530; sha-384 and sha-512 too), or as 64, 96 or 128 hexadecimal digits."
        case .documentMissing: "Send one part document with the file that holds the signature."
        case .multipartMalformed: "Send multipart/form-data as RFC 7578 describes it, each part once."
        case .partUnknown: "The parts are document, and content or digest for a detached signature."
        case .policyUnknown: "Choose policy vn-strict or vn-archive."
        case .queryMalformed: "The query may hold policy, subject and report, each once."
        case .reportUnknown: "Choose report simple or detailed."
        case .subjectUnknown: "Send the sub of a person or organisation as this client was given it."
        }
    }
}
