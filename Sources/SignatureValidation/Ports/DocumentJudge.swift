package import Primitives

/// Judges documents somewhere where a file that was made to do harm does none.
package protocol DocumentJudge: Sendable {
    /// Nil when there is no room for one more now; what cannot be judged is refused in the report.
    func judge(_ order: JudgementOrder) async -> Judgement?
}

/// One document to be judged.
package struct JudgementOrder: Sendable {
    package var document: Document
    package var policy: ValidationPolicy
    /// Who is expected to have signed; nil: nobody in particular.
    package var subject: SubjectIdentifiers?
    package var time: Instant

    package init(document: Document, policy: ValidationPolicy, subject: SubjectIdentifiers? = nil, time: Instant) {
        self.document = document
        self.policy = policy
        self.subject = subject
        self.time = time
    }
}

/// A report in the forms in which it is handed out.
package struct Judgement: Sendable {
    package var simple: JSON.Object
    package var detailed: JSON.Object
    /// ETSI TS 119 102-2.
    package var xml: String

    package init(simple: JSON.Object, detailed: JSON.Object, xml: String) {
        self.simple = simple
        self.detailed = detailed
        self.xml = xml
    }
}

extension Judgement {
    /// What history keeps of it: which file, by which policy, with which outcome, and nothing of what is in it.
    package var auditDetails: JSON.Object {
        [
            "indication": simple["indication"] ?? .null, "policy": detailed["policy"] ?? .null, "digest": detailed["digest"] ?? .null,
            "identity": .array((simple["signatures"]?.array ?? []).map { $0["identity"]?["result"] ?? .null }),
        ]
    }
}
