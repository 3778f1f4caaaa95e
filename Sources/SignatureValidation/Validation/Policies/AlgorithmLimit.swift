package import Primitives

/// How long an algorithm, or a size of its keys, was thought reliable. ETSI TS 119 312, TS 119 322.
package struct AlgorithmLimit: Sendable, Equatable {
    package enum Reach: Sendable, Equatable {
        /// Never to be believed, whatever the time.
        case broken
        /// Until that moment, which something must prove.
        case until(Instant)
    }

    package enum Subject: Sendable, Equatable {
        /// A hash function, named as in `AlgorithmUse.digest`.
        case digest(String)
        /// Keys of one kind that have fewer bits than this.
        case keyBelow(signature: String, bits: Int)
    }

    package var subject: Subject
    package var reach: Reach

    package init(_ subject: Subject, _ reach: Reach) {
        self.subject = subject
        self.reach = reach
    }

    package func concerns(_ use: AlgorithmUse) -> Bool {
        switch subject {
        case .digest(let name): use.digest == name
        case .keyBelow(let signature, let bits): use.signature == signature && (use.keyBits.map { $0 < bits } ?? false)
        }
    }
}
