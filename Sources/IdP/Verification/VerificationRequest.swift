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
    enum Form: String { case simple, detailed, etsi, all }

    var name: String?
    var document: [UInt8]
    var content: [UInt8]?
    /// Of content that is somewhere else.
    var digest: ContentDigest?
    /// Whose signature is expected.
    var subject: SubjectIdentifiers?
    var trust: [TrustFile] = []
    /// Lists and answers that were fetched beforehand; certificates among them count for nothing.
    var revocation: [[UInt8]] = []
    var policy = ValidationPolicy.vietnamStrict.name
    var at: Instant
    var form = Form.simple

    struct ContentDigest: Sendable {
        let algorithm: String
        let value: [UInt8]
    }

    init(document: [UInt8], at: Instant) {
        self.document = document
        self.at = at
    }

    /// The answer, in the form that was asked for.
    func answer() -> VerificationAnswer {
        var store = TrustStore()
        for file in trust {
            if let list = InstalledList(file.bytes) {
                if list.isInForce(at: at) { list.anchors.forEach { store.add($0) } }
            } else {
                _ = store.add(contentsOf: file.bytes, domain: file.domain)
            }
        }
        for file in revocation { store.add(revocationIn: file) }
        let report = validator(store).report(
            on: Document(bytes: document, content: detached, name: name))
        return VerificationAnswer(report: written(report), certificates: report.certificatesInQuestion)
    }

    /// The answer where a worker had none.
    func answer(failure: String) -> VerificationAnswer {
        VerificationAnswer(report: written(validator(TrustStore()).report(failure: failure, name: name)))
    }

    private var detached: DetachedContent? {
        content.map { .bytes($0) } ?? digest.map { .digest(algorithm: $0.algorithm, value: $0.value) }
    }

    private func validator(_ store: TrustStore) -> SignatureValidator {
        SignatureValidator(trust: store, policy: ValidationPolicy.named(policy) ?? .vietnamStrict, at: at, subject: subject)
    }

    private func written(_ report: Report) -> [UInt8] {
        switch form {
        case .simple: report.json().bytes
        case .detailed: report.json(detailed: true).bytes
        case .etsi: Array(report.etsiValidationReport.utf8)
        case .all:
            JSON.object([
                "simple": .object(report.json()), "detailed": .object(report.json(detailed: true)),
                "xml": .string(report.etsiValidationReport),
            ]).bytes
        }
    }
}

extension VerificationRequest {
    /// One line of JSON that tells the lengths, then what it tells of, one after the other. They are kept apart, so that a large document
    /// is not in memory a second time for being sent.
    var encoded: [[UInt8]] {
        var header: JSON.Object = [
            "at": .integer(at.secondsSinceEpoch), "policy": .string(policy), "form": .string(form.rawValue),
            "document": .integer(Int64(document.count)),
            "trust": .array(trust.map { ["domain": .string($0.domain.rawValue), "length": .integer(Int64($0.bytes.count))] }),
            "revocation": .array(revocation.map { .integer(Int64($0.count)) }),
        ]
        header["name"] = name.map { .string($0) }
        header["digest"] = digest.map { ["algorithm": .string($0.algorithm), "value": .string(Base64URL.encode($0.value))] }
        header["subject"] = subject.map { .object(Self.object(of: $0)) }
        header["content"] = content.map { .integer(Int64($0.count)) }
        return [header.bytes + [UInt8(ascii: "\n")], document, content ?? []] + trust.map(\.bytes) + revocation
    }

    /// Nil for anything but what `encoded` wrote.
    init?(decoding input: inout RequestInput) {
        guard let line = input.line(), let header = try? JSON(parsing: line), let at = header["at"]?.instant,
            let policy = header["policy"]?.string, let form = header["form"]?.string.flatMap(Form.init)
        else { return nil }
        guard let document = input.bytes(header["document"]?.integer) else { return nil }
        self.init(document: document, at: at)
        (self.policy, self.form, name) = (policy, form, header["name"]?.string)
        subject = header["subject"].map(Self.subject)
        if let digest = header["digest"] {
            guard let algorithm = digest["algorithm"]?.string, let value = digest["value"]?.string.flatMap({ Base64URL.decode($0) }) else {
                return nil
            }
            self.digest = ContentDigest(algorithm: algorithm, value: value)
        }
        if let length = header["content"] {
            guard let bytes = input.bytes(length.integer) else { return nil }
            content = bytes
        }
        for file in header["trust"]?.array ?? [] {
            guard let domain = file["domain"]?.string.flatMap(TrustDomain.init), let bytes = input.bytes(file["length"]?.integer) else {
                return nil
            }
            trust.append(TrustFile(domain: domain, bytes: bytes))
        }
        for length in header["revocation"]?.array ?? [] {
            guard let bytes = input.bytes(length.integer) else { return nil }
            revocation.append(bytes)
        }
        guard input.isAtEnd else { return nil }
    }

    private static func object(of subject: SubjectIdentifiers) -> JSON.Object {
        var object = JSON.Object()
        object["personalNumber"] = subject.personalNumber.map { .string($0.digits) }
        object["taxCode"] = subject.taxCode.map { .string($0.text) }
        return object
    }

    private static func subject(_ json: JSON) -> SubjectIdentifiers {
        SubjectIdentifiers(
            personalNumber: json["personalNumber"]?.string.flatMap { PersonalNumber(parsing: $0) },
            taxCode: json["taxCode"]?.string.flatMap { TaxCode(parsing: $0) })
    }
}
