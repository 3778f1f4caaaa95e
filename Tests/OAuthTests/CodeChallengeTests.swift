import OAuth
import Testing

/// RFC 7636.
@Suite struct CodeChallengeTests {
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    @Test func `appendix B`() throws {
        try CodeChallenge(parsing: Self.challenge).verify(Self.verifier)
    }

    @Test(arguments: [
        "", "short", challenge + "=", challenge + "A", String(challenge.dropLast()) + "!", String(repeating: "A", count: 128),
    ])
    func `a challenge is the 43 characters of a digest`(text: String) {
        #expect(throws: Rejection.codeChallengeMalformed) { try CodeChallenge(parsing: text) }
    }

    @Test(arguments: [
        ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl", Rejection.codeVerifierMismatch), ("short", .codeVerifierMalformed),
        (String(repeating: "a", count: 42), .codeVerifierMalformed), (String(repeating: "a", count: 129), .codeVerifierMalformed),
        (String(repeating: "a", count: 42) + "+", .codeVerifierMalformed), (challenge, .codeVerifierMismatch),
    ])
    func `§4.6 another verifier is refused`(verifier: String, rejection: Rejection) throws {
        let challenge = try CodeChallenge(parsing: Self.challenge)
        #expect(throws: rejection) { try challenge.verify(verifier) }
    }
}
