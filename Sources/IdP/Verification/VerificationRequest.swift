internal import PKI
internal import Primitives
internal import SignatureValidation

/// Everything that one judgement needs, so that whoever makes it needs nothing else: no file, no network, no clock.
struct VerificationRequest: Sendable {
    struct TrustFile: Sendable {
        let domain: TrustDomain
        let bytes: [UInt8]
    }

    /// What the answer is to be.
    enum Form: String { case simple, detailed, etsi }

    var name: String?
    var document: [UInt8]
    var content: [UInt8]?
    var trust: [TrustFile] = []
    var policy = ValidationPolicy.vietnamStrict.name
    var at: Instant
    var form = Form.simple

    init(document: [UInt8], at: Instant) {
        self.document = document
        self.at = at
    }

    /// The answer, in the form that was asked for.
    func answer() -> [UInt8] {
        var store = TrustStore()
        for file in trust { _ = store.add(contentsOf: file.bytes, domain: file.domain) }
        let report = validator(store).report(
            on: Document(bytes: document, content: content.map { .bytes($0) }, name: name))
        return written(report)
    }

    /// The answer where a worker had none.
    func answer(failure: String) -> [UInt8] { written(validator(TrustStore()).report(failure: failure, name: name)) }

    private func validator(_ store: TrustStore) -> SignatureValidator {
        SignatureValidator(trust: store, policy: ValidationPolicy.named(policy) ?? .vietnamStrict, at: at)
    }

    private func written(_ report: Report) -> [UInt8] {
        switch form {
        case .simple: report.json().bytes
        case .detailed: report.json(detailed: true).bytes
        case .etsi: Array(report.etsiValidationReport.utf8)
        }
    }
}

extension VerificationRequest {
    /// One line of JSON that tells the lengths, then the bytes one after the other.
    var encoded: [UInt8] {
        var header: JSON.Object = [
            "at": .integer(at.secondsSinceEpoch), "policy": .string(policy), "form": .string(form.rawValue),
            "document": .integer(Int64(document.count)),
            "trust": .array(trust.map { ["domain": .string($0.domain.rawValue), "length": .integer(Int64($0.bytes.count))] }),
        ]
        header["name"] = name.map { .string($0) }
        header["content"] = content.map { .integer(Int64($0.count)) }
        var bytes = header.bytes
        bytes.append(UInt8(ascii: "\n"))
        bytes += document
        bytes += content ?? []
        for file in trust { bytes += file.bytes }
        return bytes
    }

    /// Nil for anything but what `encoded` wrote.
    init?(decoding bytes: [UInt8]) {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")), let header = try? JSON(parsing: Array(bytes[..<end])),
            let at = header["at"]?.instant, let policy = header["policy"]?.string,
            let form = header["form"]?.string.flatMap(Form.init)
        else { return nil }
        var rest = bytes[(end + 1)...]
        let take = { (length: JSON?) -> [UInt8]? in
            guard let count = length?.integer, count >= 0, count <= rest.count else { return nil }
            defer { rest = rest.dropFirst(Int(count)) }
            return Array(rest.prefix(Int(count)))
        }
        guard let document = take(header["document"]) else { return nil }
        self.init(document: document, at: at)
        (self.policy, self.form, name) = (policy, form, header["name"]?.string)
        if header["content"] != nil { content = take(header["content"]) }
        for file in header["trust"]?.array ?? [] {
            guard let domain = file["domain"]?.string.flatMap(TrustDomain.init), let bytes = take(file["length"]) else { return nil }
            trust.append(TrustFile(domain: domain, bytes: bytes))
        }
        guard rest.isEmpty else { return nil }
    }
}
