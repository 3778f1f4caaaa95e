/// Where a developer reads what an error means: a page for each code, with a place for each thing that one can tell apart from outside.
package struct ErrorReference: Sendable {
    /// One sentence that a portal may have been told, and its place on the page of its code.
    package struct Entry: Sendable, Equatable {
        package let anchor: String
        package let mend: String
    }

    /// The path of the pages, one below it for each code.
    package static let path = "/errors/"

    private let issuer: String

    package init(issuer: String) { self.issuer = issuer }

    /// The address for `error_uri`. RFC 6749 §4.1.2.1, §5.2.
    /// - Parameter mend: what was said; the page begins at its place where it has one.
    package func address(of code: OAuthErrorCode, saying mend: String? = nil) -> String {
        let place = mend.flatMap { Self.anchors[$0] }.map { "#" + $0 } ?? ""
        return issuer + Self.path + code.rawValue + place
    }

    /// What is said with a code, in the order of the alphabet of causes; causes that must look alike are one.
    package static func entries(of code: OAuthErrorCode) -> [Entry] {
        var entries: [Entry] = []
        for rejection in Rejection.allCases where rejection.code == code {
            let entry = Entry(anchor: anchor(rejection.mend), mend: rejection.mend)
            if !entries.contains(entry) { entries.append(entry) }
        }
        return entries
    }

    private static let anchors: [String: String] = Rejection.allCases.reduce(into: [:]) { $0[$1.mend] = anchor($1.mend) }

    /// Made from the sentence, not from the case: the name of a case would tell apart what its sentence must not.
    private static func anchor(_ mend: String) -> String {
        let words = mend.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return words.prefix(9).joined(separator: "-")
    }
}
