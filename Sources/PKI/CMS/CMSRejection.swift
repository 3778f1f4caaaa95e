/// Why bytes are no signed data that can be looked into.
package enum CMSRejection: Error, Sendable, Equatable {
    /// In a few words, without anything of the content.
    case malformed(String)
    case tooDeep
    case tooMany
    /// A ContentInfo of another type, such as encrypted data.
    case notSignedData(OID)
}

extension CMSRejection {
    /// Runs a reading, and says what was being read when it failed.
    static func reading<Result>(_ what: StaticString, _ body: () throws(DERError) -> Result) throws(CMSRejection) -> Result {
        do { return try body() } catch {
            switch error {
            case .malformed: throw .malformed(what.description)
            case .tooDeep: throw .tooDeep
            case .tooMany: throw .tooMany
            }
        }
    }
}
